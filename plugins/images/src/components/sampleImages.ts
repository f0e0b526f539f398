import type { ImageRepository } from '@dop/plugin-images-common';

/** What the list shows as an example while there is none. */
export function sampleImages(): ImageRepository[] {
  const now = Date.now();
  const sample = (
    name: string,
    tag: string,
    tagCount: number,
    minutesAgo: number,
  ): ImageRepository => {
    const time = new Date(now - minutesAgo * 60_000).toISOString();
    return {
      name,
      orphaned: false,
      tagCount,
      imageCount: tagCount,
      totalSize: tagCount * 3_400_000,
      createdAt: time,
      pushedAt: time,
      latestTag: { tag, digest: `sha256:${'0'.repeat(64)}`, updatedAt: time },
      mayDelete: false,
    };
  };
  return [
    sample('shop/checkout', '1.4.0', 12, 12),
    sample('shop/billing', '3f2a1c4', 5, 190),
  ];
}
