import type { PullRequestChanged, RefUpdated } from '@dop/plugin-code-common';

/** What the built-in Git hosting tells that may start runs. */
export type ToldChange = RefUpdated | PullRequestChanged;

/** Names one event of the Git hosting, always in the same way. */
export function sourceIdOf(change: ToldChange): string {
  const { repositoryId, sequence } = change;
  return 'number' in change
    ? `${repositoryId}/pull/${change.number}/${sequence}`
    : `${repositoryId}/${sequence}`;
}
