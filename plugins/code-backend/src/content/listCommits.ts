import { InputError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import type { CommitSummary } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { commitFieldCount, commitFormat, parseCommit } from './commitFormat';

const maxBytes = 16 * 1024 * 1024;
/** Further back, a list of commits is no way to find one. */
const maxOffset = 100_000;

/**
 * Commits from the newest back; a cursor stays at the commit where the list
 * began, so that later pushes do not shift the pages.
 */
export async function listCommits(
  git: Git,
  folder: string,
  options: {
    commit: string;
    path: string;
    /** What is in this commit already is left out. */
    since?: string;
    cursor?: string;
    limit: number;
  },
): Promise<Page<CommitSummary>> {
  const { path, limit, since } = options;
  const { commit, offset } = options.cursor
    ? readCursor(options.cursor)
    : { commit: options.commit, offset: 0 };
  const commits = await log(
    git,
    folder,
    since ? [commit, `^${since}`] : [commit],
    path,
    offset,
    limit + 1,
  );
  const more = commits.length > limit && offset + limit <= maxOffset;
  return {
    items: commits.slice(0, limit),
    nextCursor: more ? `${commit}.${offset + limit}` : undefined,
  };
}

/** The newest commit that touched a path. */
export async function readLastCommit(
  git: Git,
  folder: string,
  commit: string,
  path: string,
): Promise<CommitSummary> {
  const [last] = await log(git, folder, [commit], path, 0, 1);
  // A path that only ever came by merges has no commit of its own.
  return last ?? (await log(git, folder, [commit], '', 0, 1))[0];
}

async function log(
  git: Git,
  folder: string,
  commits: string[],
  path: string,
  offset: number,
  limit: number,
): Promise<CommitSummary[]> {
  const { stdout } = await git.run(
    [
      'log',
      '--no-show-signature',
      '--no-color',
      `--format=${commitFormat}%x00`,
      `--skip=${offset}`,
      `--max-count=${limit}`,
      '--end-of-options',
      ...commits,
      '--',
      ...(path ? [path] : []),
    ],
    { folder, maxBytes },
  );
  const fields = stdout.toString('utf8').split('\0');
  const found: CommitSummary[] = [];
  for (let i = 0; i + commitFieldCount <= fields.length - 1; ) {
    found.push(parseCommit(fields.slice(i, i + commitFieldCount)));
    i += commitFieldCount;
  }
  return found;
}

function readCursor(cursor: string): { commit: string; offset: number } {
  const [, commit, offset] = /^([0-9a-f]{40})\.(\d{1,6})$/.exec(cursor) ?? [];
  if (!commit) {
    throw new InputError('This cursor is not from a list of commits');
  }
  return { commit, offset: Number(offset) };
}
