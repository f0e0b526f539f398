import type { CommitDetail } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { commitFieldCount, commitFormat, parseCommit } from './commitFormat';
import { readDiff } from './readDiff';

const maxMessage = 64 * 1024;
/** What a commit without parents is compared with. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * One commit with what it changed against its first parent, as {@link readDiff}
 * tells it.
 *
 * @param path - only this file, with a larger bound for its patch
 */
export async function readCommit(
  git: Git,
  folder: string,
  sha: string,
  path?: string,
): Promise<CommitDetail> {
  const { stdout } = await git.run(
    [
      'log',
      '-1',
      '--no-show-signature',
      '--no-color',
      `--format=${commitFormat}%x00%B`,
      '--end-of-options',
      sha,
      '--',
    ],
    { folder, maxBytes: 1024 * 1024 },
  );
  const fields = stdout.toString('utf8').split('\0');
  const summary = parseCommit(fields);
  const message = (fields[commitFieldCount] ?? '').trim().slice(0, maxMessage);
  const base = summary.parents[0] ?? emptyTree;
  return {
    ...summary,
    message,
    ...(await readDiff(git, folder, base, sha, path)),
  };
}
