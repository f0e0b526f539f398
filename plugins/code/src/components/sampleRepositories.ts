import type { Repository } from '@dop/plugin-code-common';

/** What the list shows as an example while there is none. */
export function sampleRepositories(): Repository[] {
  const now = Date.now();
  const sample = (
    name: string,
    description: string,
    minutesAgo: number,
    visibility: Repository['visibility'],
  ): Repository => {
    const time = new Date(now - minutesAgo * 60_000).toISOString();
    return {
      id: name,
      namespace: 'shop',
      name,
      description,
      owner: 'group:default/shop',
      visibility,
      trust: 'none',
      defaultBranch: 'main',
      protectedRefs: [],
      createdAt: time,
      updatedAt: time,
      pushedAt: time,
      cloneUrl: '',
      empty: false,
    };
  };
  return [
    sample('checkout', 'Takes orders', 12, 'internal'),
    sample('billing', 'Writes invoices', 190, 'private'),
  ];
}
