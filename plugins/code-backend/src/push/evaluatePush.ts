import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import { zeroSha } from '@dop/plugin-code-common';
import type { RefUpdate } from '../journal/RefUpdate';

const maxRefBytes = 255;

/** What the rules need to know of the one who pushes. */
export interface PushRights {
  /** A run token, which never writes protected refs. */
  run: boolean;
  /** Owner or administrator. */
  owner: boolean;
}

/**
 * The rules of a push, from the repository's record. Members create and
 * fast-forward protected refs; only owners and administrators force or delete
 * them; a run writes none. Refs live under `refs/heads/` and `refs/tags/`.
 *
 * @param isFastForward - asked only where the answer matters
 * @returns one sentence for each update that may not be
 */
export async function evaluatePush(
  record: RepositoryRecord,
  updates: RefUpdate[],
  rights: PushRights,
  isFastForward: (before: string, after: string) => Promise<boolean>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { ref, before, after } of updates) {
    if (!/^refs\/(heads|tags)\/./.test(ref)) {
      problems.push(
        `${ref}: only branches (refs/heads/) and tags (refs/tags/) can be pushed.`,
      );
    } else if (Buffer.byteLength(ref) > maxRefBytes) {
      problems.push(
        `${ref.slice(0, 60)}…: a ref's name has at most ${maxRefBytes} bytes.`,
      );
    } else if (ref.includes('\uFFFD')) {
      problems.push(`${ref}: a ref's name has to be UTF-8.`);
    } else if (
      after === zeroSha &&
      ref === `refs/heads/${record.defaultBranch}`
    ) {
      problems.push(
        `${ref}: the default branch cannot be deleted. Make another branch the default first.`,
      );
    } else if (isProtectedRef(ref, record.protectedRefs)) {
      if (rights.run) {
        problems.push(`${ref}: is protected; a run cannot write it.`);
      } else if (!rights.owner && before !== zeroSha) {
        if (after === zeroSha) {
          problems.push(
            `${ref}: is protected; only owners and administrators can delete it.`,
          );
        } else if (
          ref.startsWith('refs/tags/') ||
          !(await isFastForward(before, after))
        ) {
          problems.push(
            `${ref}: is protected; only owners and administrators can rewrite it. Merge or rebase onto it and push again.`,
          );
        }
      }
    }
  }
  return problems;
}
