import type { ImagePush } from '@dop/plugin-images-common';

/**
 * The push that says most about where an image comes from: a run that proved
 * it, then one that claims it, then a person; the earliest of its kind.
 */
export function originOf(pushes: ImagePush[]): ImagePush | undefined {
  const rank = (push: ImagePush) => {
    if (!push.run) {
      return 2;
    }
    return push.proof === 'proved' ? 0 : 1;
  };
  return [...pushes].sort(
    (a, b) => rank(a) - rank(b) || a.pushedAt.localeCompare(b.pushedAt),
  )[0];
}
