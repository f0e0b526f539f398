import type { ChangedFile } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';

const maxFiles = 300;
const maxListBytes = 8 * 1024 * 1024;
const maxPatchBytes = 2 * 1024 * 1024;
const maxFilePatchBytes = 256 * 1024;
const maxFileLines = 5_000;

const diffOptions = [
  '-r',
  '-M',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--full-index',
];

/**
 * What one tree or commit changed against another. Files beyond the bounds are
 * listed without their patch.
 *
 * @param path - only this file, with a larger bound for its patch
 */
export async function readDiff(
  git: Git,
  folder: string,
  base: string,
  sha: string,
  path?: string,
): Promise<{ files: ChangedFile[]; truncated: boolean }> {
  const all = await changedFiles(git, folder, base, sha);
  const chosen = path
    ? all.files.filter(file => file.path === path)
    : all.files;
  const files = chosen.slice(0, maxFiles);
  await addPatches(git, folder, base, sha, files, path !== undefined);
  return { files, truncated: all.truncated || chosen.length > maxFiles };
}

/** Reads `--raw` and `--numstat`, both with NUL. */
async function changedFiles(
  git: Git,
  folder: string,
  base: string,
  sha: string,
): Promise<{ files: ChangedFile[]; truncated: boolean }> {
  const { stdout, truncated } = await git.run(
    ['diff-tree', ...diffOptions, '-z', '--raw', '--numstat', base, sha, '--'],
    { folder, maxBytes: maxListBytes },
  );
  const fields = stdout.toString('utf8').split('\0');
  fields.pop();
  const files = new Map<string, ChangedFile>();
  let i = 0;
  while (i < fields.length && fields[i].startsWith(':')) {
    const status = statusOf(fields[i].split(' ')[4]);
    const moved = status === 'renamed' || status === 'copied';
    const path = fields[i + (moved ? 2 : 1)] ?? '';
    files.set(path, {
      path,
      ...(moved && { oldPath: fields[i + 1] }),
      status,
      binary: false,
      additions: 0,
      deletions: 0,
    });
    i += moved ? 3 : 2;
  }
  while (i < fields.length) {
    const [additions, deletions, name] = fields[i].split('\t');
    const path = name || fields[i + 2];
    const file = files.get(path ?? '');
    if (file) {
      file.binary = additions === '-';
      file.additions = Number(additions) || 0;
      file.deletions = Number(deletions) || 0;
    }
    i += name ? 1 : 3;
  }
  return { files: [...files.values()], truncated };
}

async function addPatches(
  git: Git,
  folder: string,
  base: string,
  sha: string,
  files: ChangedFile[],
  single: boolean,
): Promise<void> {
  const small = files.filter(
    file =>
      !file.binary &&
      (single || file.additions + file.deletions <= maxFileLines),
  );
  if (small.length === 0) {
    return;
  }
  const paths = small.flatMap(file =>
    file.oldPath ? [file.oldPath, file.path] : [file.path],
  );
  const { stdout, truncated } = await git.run(
    ['diff-tree', ...diffOptions, '-p', base, sha, '--', ...paths],
    { folder, maxBytes: maxPatchBytes },
  );
  // Lines of a patch never begin with a letter, so this is a file's head.
  const patches = stdout.toString('utf8').split(/^(?=diff --git )/m);
  if (truncated) {
    patches.pop();
  }
  let next = 0;
  for (const file of small) {
    // A change of type is shown as a deletion and an addition.
    const count = file.status === 'type' ? 2 : 1;
    const patch = patches.slice(next, next + count).join('');
    next += count;
    if (patch && (single || Buffer.byteLength(patch) <= maxFilePatchBytes)) {
      file.patch = patch;
    }
  }
}

function statusOf(letter: string): ChangedFile['status'] {
  switch (letter[0]) {
    case 'A':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    case 'C':
      return 'copied';
    case 'T':
      return 'type';
    default:
      return 'modified';
  }
}
