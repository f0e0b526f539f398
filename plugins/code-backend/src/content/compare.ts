import { ConflictError } from '@backstage/errors';
import type { Comparison } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { mergeBase } from '../git/mergeBase';
import { readDiff } from './readDiff';
import { resolveRef } from './resolveRef';

/**
 * What one branch changed since it left another one; patches as
 * {@link readDiff} tells them.
 *
 * @param options.path - only this file
 * @throws NotFoundError where one of them is not there
 * @throws ConflictError where they have no commit in common
 */
export async function compare(
  git: Git,
  folder: string,
  options: { base: string; head: string; path?: string },
): Promise<Comparison> {
  const { commit: base } = await resolveRef(git, folder, options.base);
  const { commit: head } = await resolveRef(git, folder, options.head);
  const common = await mergeBase(git, folder, base, head);
  if (!common) {
    throw new ConflictError(
      `${options.base} and ${options.head} have no commit in common`,
    );
  }
  const count = await git.text(['rev-list', '--count', head, `^${base}`], {
    folder,
  });
  return {
    base,
    head,
    mergeBase: common,
    commits: Number(count),
    ...(await readDiff(git, folder, common, head, options.path)),
  };
}
