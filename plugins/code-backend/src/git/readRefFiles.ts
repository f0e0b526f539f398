import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const kinds = ['heads', 'tags'];
const sha = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * Every branch and tag as the files of a repository say, without a process: a
 * tenth of the price of asking git, which ten thousand repositories make worth
 * it. Undefined where only git can tell.
 */
export async function readRefFiles(
  folder: string,
): Promise<Map<string, string> | undefined> {
  try {
    // Loose ones first, as git does: what is packed meanwhile is in the pack.
    const loose = new Map<string, string>();
    for (const kind of kinds) {
      await readLoose(folder, kind, loose);
    }
    const refs = await readPacked(folder);
    for (const [ref, value] of loose) {
      if (!sha.test(value)) {
        // Points to another ref, or is being written.
        return undefined;
      }
      refs.set(ref, value);
    }
    return refs;
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

async function readLoose(
  folder: string,
  kind: string,
  refs: Map<string, string>,
): Promise<void> {
  const root = join(folder, 'refs', kind);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.lock')) {
      continue;
    }
    const file = join(entry.parentPath, entry.name);
    const name = relative(root, file).split(sep).join('/');
    refs.set(`refs/${kind}/${name}`, (await readFile(file, 'utf8')).trim());
  }
}

async function readPacked(folder: string): Promise<Map<string, string>> {
  const refs = new Map<string, string>();
  let text = '';
  try {
    text = await readFile(join(folder, 'packed-refs'), 'utf8');
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const ref = line.slice(space + 1);
    if (sha.test(line.slice(0, space)) && /^refs\/(heads|tags)\//.test(ref)) {
      refs.set(ref, line.slice(0, space));
    }
  }
  return refs;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
