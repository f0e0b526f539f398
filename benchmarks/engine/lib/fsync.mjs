import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Median time of a small write that reaches the disk, ms. */
export function fsyncMs() {
  const path = join(tmpdir(), `dop-bench-fsync-${process.pid}`);
  const file = openSync(path, 'w');
  const times = [];
  for (let round = 0; round < 50; round += 1) {
    writeSync(file, Buffer.alloc(4096, round));
    const begin = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - begin);
  }
  closeSync(file);
  rmSync(path);
  return times.sort((a, b) => a - b)[25];
}
