import { SafeLink } from '@dop/plugin-devops-react';
import {
  attemptStates,
  runEventTypes,
  runStates,
  stepStates,
  type Run,
  type RunEvent,
} from '@dop/plugin-pipelines-common';
import { actorName, triggerTypes, triggerWords } from '../components/words';
import { runPath } from '../links/links';
import type { Translate } from '../translation';

type Words = JSX.Element | string;

function isOneOf<T extends string>(
  names: readonly T[],
  name: string | undefined,
): name is T {
  return (names as readonly (string | undefined)[]).includes(name);
}

/** `jane` for `user:default/jane`, wherever a sentence of the portal has one. */
function plainNames(text: string): string {
  return text.replace(/\b(?:user|group):[a-z0-9_-]+\/(?=[\w.-])/gi, '');
}

/** Who did it, and what they said, of `Approved by user:default/jane: fine`. */
function actOf(message: string = ''): { by: string; said: string } {
  const [, by = '', said = ''] =
    / by (\S+?)(?:: ([\s\S]*))?$/.exec(message) ?? [];
  return { by, said };
}

const saidBefore = /^(Paused|Resumed|Cancelled|Approved|Rejected) by /;

/** With what the portal says about it, unless the line before has said so. */
function because(words: string, message: string | undefined): string {
  const news = message && !saidBefore.test(message);
  return news ? `${words}: ${plainNames(message)}` : words;
}

function stateWords(t: Translate, event: RunEvent): Words {
  const { state, message, attempt } = event;
  if (attempt !== undefined && isOneOf(attemptStates, state)) {
    const number = String(attempt);
    return because(t(`runEvents.attempt.${state}`, { number }), message);
  }
  if (event.instanceKey && isOneOf(stepStates, state)) {
    return because(t(`runEvents.step.${state}`), message);
  }
  if (!event.instanceKey && isOneOf(runStates, state)) {
    return because(t(`runEvents.run.${state}`), message);
  }
  return plainNames(message ?? t('runEvents.unknown'));
}

function answerWords(t: Translate, { message }: RunEvent): string {
  const { by, said } = actOf(message);
  const person = actorName(t, by);
  const approved = message?.startsWith('Approved');
  const words = approved
    ? t('runEvents.approved', { person })
    : t('runEvents.rejected', { person });
  return said ? t('runEvents.withReason', { words, reason: said }) : words;
}

/** Of `Started by user:default/jane (pullRequest)`. */
function createdWords(t: Translate, message: string = ''): string {
  const [, by, trigger] = / by (\S+) \((\w+)\)$/.exec(message) ?? [];
  return by && isOneOf(triggerTypes, trigger)
    ? t('runEvents.createdBy', {
        person: actorName(t, by),
        trigger: triggerWords(t, trigger),
      })
    : because(t('runEvents.created'), message);
}

/** The run or the external work that a step waits for. */
function childWords(
  t: Translate,
  run: Pick<Run, 'children'>,
  { message = '' }: RunEvent,
): Words {
  const child = run.children?.find(({ id }) => id === message);
  return child
    ? t('runEvents.child', {
        run: (
          <SafeLink to={runPath(child.id)}>
            {t('stepPanel.run', { number: String(child.number) })}
          </SafeLink>
        ),
      })
    : t('runEvents.external');
}

/** A line of a run's journal as a sentence; the step is named before it. */
export function eventWords(
  t: Translate,
  run: Pick<Run, 'children'>,
  event: RunEvent,
): Words {
  const { type, message } = event;
  if (!isOneOf(runEventTypes, type)) {
    return stateWords(t, event);
  }
  const person = actorName(t, actOf(message).by);
  switch (type) {
    case 'run.created':
      return createdWords(t, message);
    case 'run.cancel':
      return t('runEvents.cancelled', { person });
    case 'run.pause':
      return t('runEvents.paused', { person });
    case 'run.resume':
      return t('runEvents.resumed', { person });
    case 'step.answer':
      return answerWords(t, event);
    case 'step.child':
      return childWords(t, run, event);
    case 'step.reason':
      return because(t('runEvents.notYet'), message);
    case 'step.expanded':
      return t('runEvents.expanded', {
        count: Number(/has (\d+) instances/.exec(message ?? '')?.[1] ?? 0),
      });
    case 'attempt.owner':
      return t('runEvents.owner', { number: String(event.attempt ?? 1) });
    default:
      return stateWords(t, event);
  }
}
