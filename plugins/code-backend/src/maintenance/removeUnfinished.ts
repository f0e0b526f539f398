import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Objects, packs and incoming folders that git has not given their name yet. */
const unfinished = /^(tmp_|incoming-)/;

/**
 * Removes what a git program left in a bare repository that died, or found the
 * disk full, before it was done.
 *
 * @param options.olderThanMs - what changed since may still be written
 * @param options.objectsOnly - nothing of a push or of packing, which may be
 * under way beside the caller
 */
export async function removeUnfinished(
  folder: string,
  options: { olderThanMs: number; objectsOnly?: boolean },
): Promise<void> {
  const objects = join(folder, 'objects');
  const before = Date.now() - options.olderThanMs;
  const pattern = options.objectsOnly ? /^tmp_obj_/ : unfinished;
  const remove = async (parent: string, name: string) => {
    const path = join(parent, name);
    if ((await newestChange(path)) <= before) {
      await rm(path, { recursive: true, force: true });
    }
  };
  for (const name of await readdir(objects)) {
    if (pattern.test(name)) {
      await remove(objects, name);
    } else if (/^([0-9a-f]{2}|pack)$/.test(name)) {
      const parent = join(objects, name);
      for (const inner of await list(parent)) {
        if (pattern.test(inner)) {
          await remove(parent, inner);
        }
      }
    }
  }
}

/** Folders come and go while packs are made. */
async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** When a file, or anything in a folder, changed last; now if it is gone. */
async function newestChange(path: string): Promise<number> {
  try {
    const own = await stat(path);
    let newest = own.mtimeMs;
    if (own.isDirectory()) {
      for (const name of await readdir(path, { recursive: true })) {
        newest = Math.max(newest, (await stat(join(path, name))).mtimeMs);
      }
    }
    return newest;
  } catch {
    return Date.now();
  }
}
