import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import type { FileChange } from '@dop/plugin-code-common';

const maxFiles = 2_000;
const maxBytes = 32 * 1024 * 1024;

/**
 * Every regular file of a folder as a change of a commit. Git's own folder and
 * links are left out.
 *
 * @throws InputError when there is nothing, or too much for one commit
 */
export async function readWorkspace(folder: string): Promise<FileChange[]> {
  const files: FileChange[] = [];
  let bytes = 0;
  const visit = async (path: string) => {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory() && entry.name !== '.git') {
        await visit(child);
      } else if (entry.isFile()) {
        const { mode, size } = await lstat(join(folder, child));
        bytes += size;
        if (files.length >= maxFiles || bytes > maxBytes) {
          throw new InputError(
            `The template made more than ${maxFiles} files or ${maxBytes} bytes, too much for a first commit`,
          );
        }
        const content = await readFile(join(folder, child), 'base64');
        files.push({ path: child, content, executable: (mode & 0o100) !== 0 });
      }
    }
  };
  await visit('');
  if (files.length === 0) {
    throw new InputError('The template made no files to put into a repository');
  }
  return files;
}
