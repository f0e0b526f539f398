import type { Git } from './Git';

/** Whether everything in `before` is also in `after`. False if either is no commit. */
export async function isAncestor(
  git: Git,
  folder: string,
  before: string,
  after: string,
  env: Record<string, string> = {},
): Promise<boolean> {
  const { exitCode } = await git.run(
    ['merge-base', '--is-ancestor', '--end-of-options', before, after],
    { folder, env, allow: [0, 1, 128] },
  );
  return exitCode === 0;
}
