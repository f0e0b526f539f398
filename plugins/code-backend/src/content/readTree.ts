import { posix } from 'node:path';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Tree, TreeEntry } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { readLastCommit } from './listCommits';
import type { ResolvedRef } from './resolveRef';

const maxEntries = 5_000;
const maxBytes = 4 * 1024 * 1024;

/**
 * The entries of a folder, folders first, or the one entry of a file.
 *
 * @throws NotFoundError when the path does not exist there
 */
export async function readTree(
  git: Git,
  folder: string,
  at: ResolvedRef,
  path: string,
): Promise<Tree> {
  const clean = cleanPath(path);
  const own = clean ? await entryAt(git, folder, at.commit, clean) : undefined;
  if (clean && !own) {
    throw new NotFoundError(`There is no ${clean} at ${at.ref}`);
  }
  const isFolder = !own || own.type === 'folder';
  const listed = isFolder
    ? await list(git, folder, at.commit, clean ? [`${clean}/`] : [])
    : { entries: [own], truncated: false };
  return {
    ref: at.ref,
    commit: await readLastCommit(git, folder, at.commit, clean),
    path: clean,
    type: isFolder ? 'folder' : 'file',
    entries: listed.entries.slice(0, maxEntries).sort(byTypeAndName),
    truncated: listed.truncated || listed.entries.length > maxEntries,
  };
}

/** The entry of one path; undefined if there is none. */
export async function entryAt(
  git: Git,
  folder: string,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const { entries } = await list(git, folder, commit, [path]);
  return entries.find(entry => entry.path === path);
}

/** Without slashes at the ends; the top folder is the empty path. */
export function cleanPath(path: string): string {
  const clean = path.replace(/^\/+|\/+$/g, '');
  if (clean.includes('\0') || clean.split('/').includes('..')) {
    throw new InputError('A path has no ".." and no NUL in it');
  }
  return clean;
}

async function list(
  git: Git,
  folder: string,
  commit: string,
  paths: string[],
): Promise<{ entries: TreeEntry[]; truncated: boolean }> {
  const { stdout, truncated } = await git.run(
    ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...paths],
    { folder, maxBytes },
  );
  const records = stdout.toString('utf8').split('\0');
  // The last one is empty, or cut off.
  records.pop();
  return { entries: records.map(parseEntry), truncated };
}

/** Reads `<mode> <type> <sha> <size>\t<path>`. */
export function parseEntry(record: string): TreeEntry {
  const tab = record.indexOf('\t');
  const [mode, , sha, size] = record.slice(0, tab).split(/ +/);
  const path = record.slice(tab + 1);
  return {
    name: posix.basename(path),
    path,
    type: typeOf(mode),
    executable: mode === '100755',
    sha,
    size: /^\d+$/.test(size) ? Number(size) : undefined,
  };
}

function typeOf(mode: string): TreeEntry['type'] {
  switch (mode) {
    case '040000':
      return 'folder';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    default:
      return 'file';
  }
}

function byTypeAndName(a: TreeEntry, b: TreeEntry): number {
  const rank = (entry: TreeEntry) => (entry.type === 'folder' ? 0 : 1);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : Number(a.name > b.name));
}
