import type { Git } from './Git';

/** The newest commit that both have; undefined where there is none. */
export async function mergeBase(
  git: Git,
  folder: string,
  one: string,
  other: string,
): Promise<string | undefined> {
  const { stdout, exitCode } = await git.run(
    ['merge-base', '--end-of-options', one, other],
    { folder, allow: [0, 1, 128] },
  );
  const [first] = stdout.toString('utf8').split('\n');
  return exitCode === 0 && first ? first : undefined;
}
