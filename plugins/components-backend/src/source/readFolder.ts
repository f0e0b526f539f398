import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from './packSource';

/** The regular files below a folder of the portal's own. */
export async function readFolder(folder: string): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  async function walk(below: string): Promise<void> {
    for (const entry of await readdir(join(folder, below), {
      withFileTypes: true,
    })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory() && entry.name !== 'node_modules') {
        await walk(path);
      } else if (entry.isFile() && !entry.name.startsWith('.')) {
        const absolute = join(folder, path);
        files.push({
          path,
          content: await readFile(absolute),
          executable: ((await stat(absolute)).mode & 0o100) !== 0,
        });
      }
    }
  }
  await walk('');
  return files;
}
