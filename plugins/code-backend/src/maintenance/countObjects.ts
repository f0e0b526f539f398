import type { Git } from '../git/Git';

/** How much lies loose in a bare repository, and in how many packs the rest is. */
export async function countObjects(
  git: Git,
  folder: string,
): Promise<{ loose: number; packs: number }> {
  const text = await git.text(['count-objects', '-v'], { folder });
  const of = (key: string) =>
    Number(new RegExp(`^${key}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { loose: of('count'), packs: of('packs') };
}
