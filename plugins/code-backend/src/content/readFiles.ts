import type { RepositoryFile, RepositoryFiles } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { commitFieldCount, commitFormat, parseCommit } from './commitFormat';
import { matchesGlob } from './matchesGlob';
import { parseEntry } from './readTree';

const maxListBytes = 64 * 1024 * 1024;
const maxFiles = 1_000;
const maxFileBytes = 1024 * 1024;
const maxTotalBytes = 32 * 1024 * 1024;

/**
 * The files at a commit whose paths match one of the globs, with their
 * contents, for other plugins. Regular files only.
 */
export async function readFiles(
  git: Git,
  folder: string,
  options: { commit: string; globs: string[]; encoding: 'utf8' | 'base64' },
): Promise<RepositoryFiles> {
  const { stdout } = await git.run(
    [
      'log',
      '-1',
      '--no-show-signature',
      `--format=${commitFormat}%x00%B`,
      '--end-of-options',
      options.commit,
      '--',
    ],
    { folder, maxBytes: 1024 * 1024 },
  );
  const fields = stdout.toString('utf8').split('\0');
  const commit = parseCommit(fields);
  const listed = await git.run(
    ['ls-tree', '-r', '-z', '-l', '--full-tree', options.commit],
    { folder, maxBytes: maxListBytes },
  );
  const records = listed.stdout.toString('utf8').split('\0');
  records.pop();
  const matching = records
    .map(parseEntry)
    .filter(
      entry =>
        entry.type === 'file' &&
        options.globs.some(glob => matchesGlob(entry.path, glob)),
    );
  const chosen: RepositoryFile[] = [];
  let total = 0;
  for (const { path, sha, size = 0 } of matching.slice(0, maxFiles)) {
    total += Math.min(size, maxFileBytes);
    if (total > maxTotalBytes) {
      break;
    }
    chosen.push({ path, sha, size });
  }
  await addContents(git, folder, chosen, options.encoding);
  return {
    commit: {
      sha: commit.sha,
      message: (fields[commitFieldCount] ?? '').trim(),
      authorName: commit.authorName,
      authorEmail: commit.authorEmail,
      time: commit.committedAt,
    },
    files: chosen,
    truncated: listed.truncated || chosen.length < matching.length,
  };
}

async function addContents(
  git: Git,
  folder: string,
  files: RepositoryFile[],
  encoding: 'utf8' | 'base64',
): Promise<void> {
  const small = files.filter(({ size }) => size <= maxFileBytes);
  if (small.length === 0) {
    return;
  }
  const { stdout } = await git.run(['cat-file', '--batch'], {
    folder,
    input: small.map(({ sha }) => `${sha}\n`).join(''),
    maxBytes: maxTotalBytes + small.length * 100,
  });
  let at = 0;
  for (const file of small) {
    const lineEnd = stdout.indexOf(10, at);
    const size = Number(
      stdout.subarray(at, lineEnd).toString('utf8').split(' ')[2],
    );
    file.content = stdout
      .subarray(lineEnd + 1, lineEnd + 1 + size)
      .toString(encoding);
    at = lineEnd + 1 + size + 1;
  }
}
