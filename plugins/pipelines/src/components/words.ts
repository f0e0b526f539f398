import type {
  RunSummary,
  TriggerType,
  Workflow,
} from '@dop/plugin-pipelines-common';
import type { Translate } from '../translation';

/** `main`, `v1.2`, or the ref as it is. */
export function refName(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}

/** `jane` of `user:default/jane`; run tokens and plugins in words. */
export function actorName(t: Translate, actor: string): string {
  if (actor === 'run:unknown') {
    return t('words.somebody');
  }
  if (actor.startsWith('run:')) {
    return t('words.aRun');
  }
  if (actor.startsWith('plugin:')) {
    return t('words.thePortal', { plugin: actor.slice('plugin:'.length) });
  }
  return actor.replace(/^user:(?:[^/]+\/)?/, '');
}

export const triggerTypes = [
  'push',
  'pullRequest',
  'schedule',
  'event',
  'workflow',
  'manual',
] as const satisfies readonly TriggerType[];

export function triggerWords(t: Translate, trigger: TriggerType): string {
  return t(`words.triggers.${trigger}`);
}

/** `on push to main; by hand`. */
export function triggersText(t: Translate, { triggers }: Workflow): string {
  const parts: string[] = [];
  if (triggers.push) {
    const refs = [
      ...(triggers.push.branches ?? []),
      ...(triggers.push.tags ?? []).map(tag => t('words.tag', { tag })),
    ];
    const any = refs.length === 0 || refs.some(ref => /^\*+$/.test(ref));
    parts.push(
      any ? t('words.everyPush') : t('words.pushTo', { refs: refs.join(', ') }),
    );
  }
  if (triggers.pullRequest) {
    const { branches = [] } = triggers.pullRequest;
    parts.push(
      branches.length === 0 || branches.some(each => /^\*+$/.test(each))
        ? t('words.everyPullRequest')
        : t('words.pullRequestInto', { refs: branches.join(', ') }),
    );
  }
  for (const { cron, timezone } of triggers.schedule ?? []) {
    parts.push(t('words.byClock', { cron, timezone }));
  }
  if (triggers.event) {
    parts.push(t('words.onEvents', { types: triggers.event.types.join(', ') }));
  }
  if (triggers.manual) {
    parts.push(t('words.byHand'));
  }
  return parts.join('; ') || t('words.nothingYet');
}

/** `artifact.published` of `dev.cdevents.artifact.published.0.3.0`. */
export function eventName(type: string): string {
  return type.replace(/^dev\.cdevents\./, '').replace(/\.\d+\.\d+\.\d+$/, '');
}

export function runName(run: RunSummary): string {
  return `${run.workflowTitle ?? run.workflowName} #${run.number}`;
}
