import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDirectory } from './dataDirectoryLock';

describe('lockDataDirectory', () => {
  it('lets one process in, and the next one once the first was killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lock-'));
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `const lock = new (require('better-sqlite3'))(process.argv[1]);
         lock.pragma('locking_mode = EXCLUSIVE');
         lock.exec('BEGIN EXCLUSIVE');
         console.log('locked');
         setInterval(() => {}, 1000);`,
        join(folder, 'portal.lock'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], cwd: __dirname },
    );
    await once(holder.stdout, 'data');
    expect(() => lockDataDirectory(folder)).toThrow(
      `Another portal uses the data folder ${folder}`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = lockDataDirectory(folder);
    lock.release();
    lockDataDirectory(folder).release();
    await rm(folder, { recursive: true });
  });
});
