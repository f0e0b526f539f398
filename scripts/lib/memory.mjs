// How much memory a process takes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What it takes now, in MiB. */
export function memoryMiB(pid) {
  return fromProc(pid, 'VmRSS') ?? fromPs(pid);
}

/** The most it ever took, in MiB; where only `ps` tells, what it takes now. */
export function peakMemoryMiB(pid) {
  return fromProc(pid, 'VmHWM') ?? fromPs(pid);
}

function fromProc(pid, field) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return toMiB(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  } catch {
    // Not Linux, or the process has ended.
    return undefined;
  }
}

function fromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  return toMiB(/\d+/.exec(stdout ?? '')?.[0]);
}

function toMiB(kib) {
  return kib && Math.round(Number(kib) / 1024);
}
