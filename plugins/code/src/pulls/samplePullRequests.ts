import type { PullRequestSummary } from '@dop/plugin-code-common';

/** What the list shows as an example while there is none. */
export function samplePullRequests(): PullRequestSummary[] {
  const now = Date.now();
  const sample = (
    number: number,
    title: string,
    source: string,
    author: string,
    minutesAgo: number,
    state: PullRequestSummary['state'],
  ): PullRequestSummary => {
    const time = new Date(now - minutesAgo * 60_000).toISOString();
    return {
      number,
      title,
      source,
      target: 'main',
      head: '0'.repeat(40),
      author: `user:default/${author}`,
      state,
      createdAt: time,
      updatedAt: time,
    };
  };
  return [
    sample(2, 'Round prices half up', 'round-prices', 'grace', 24, 'open'),
    sample(1, 'Take orders in euros', 'euros', 'ada', 1500, 'merged'),
  ];
}
