import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Top folder of the working copy that a folder lies in; the folder itself outside of one. */
export async function rootOf(folder: string): Promise<string> {
  try {
    const { stdout } = await execute('git', ['rev-parse', '--show-toplevel'], {
      cwd: folder,
    });
    return stdout.trimEnd();
  } catch {
    return realpath(folder);
  }
}

/** Absolute paths of `.dop/*.yaml`, sorted. */
export async function findWorkflowFiles(root: string): Promise<string[]> {
  const folder = join(root, '.dop');
  const names = await readdir(folder).catch(() => []);
  return names
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .map(name => join(folder, name));
}
