import type {
  RunSummary,
  TriggerType,
  Workflow,
} from '@dop/plugin-pipelines-common';

/** `main`, `v1.2`, or the ref as it is. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

/** `jane` of `user:default/jane`; run tokens and plugins in words. */
export function actorName(actor: string): string {
  if (actor.startsWith('run:')) {
    return 'a run';
  }
  if (actor.startsWith('plugin:')) {
    return `the portal (${actor.slice('plugin:'.length)})`;
  }
  return actor.replace(/^user:(?:[^/]+\/)?/, '');
}

export const triggerWords: Record<TriggerType, string> = {
  push: 'push',
  pullRequest: 'pull request',
  schedule: 'schedule',
  event: 'event',
  workflow: 'another workflow',
  manual: 'started by hand',
};

/** `on push to main; by hand`. */
export function triggersText({ triggers }: Workflow): string {
  const parts: string[] = [];
  if (triggers.push) {
    const refs = [
      ...(triggers.push.branches ?? []),
      ...(triggers.push.tags ?? []).map(tag => `tag ${tag}`),
    ];
    const any = refs.length === 0 || refs.some(ref => /^\*+$/.test(ref));
    parts.push(any ? 'every push' : `push to ${refs.join(', ')}`);
  }
  if (triggers.manual) {
    parts.push('by hand');
  }
  return parts.join('; ') || 'nothing yet';
}

export function runName(run: RunSummary): string {
  return `${run.workflowTitle ?? run.workflowName} #${run.number}`;
}
