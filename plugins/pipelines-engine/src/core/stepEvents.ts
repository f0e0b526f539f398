import { mayStart, announce, proceed } from './begin';
import { decide, dependentsOf } from './decide';
import { waitOf, type Draft } from './Draft';
import { endTry } from './endAttempt';
import type { AttemptEvent, StepEvent } from './events';
import { expand } from './expand';
import { finish, stoppedBy } from './finish';
import type { StepModel } from './model';
import { stepTable } from './table';

type OfStep = Exclude<StepEvent, AttemptEvent>;
type WaitEnded = Extract<StepEvent, { type: 'waitEnded' }>;

/** @returns false for an event that came too late */
export function ofStep(draft: Draft, event: OfStep): boolean {
  const { position } = event;
  const step = draft.step(position);
  if (!stepTable[step.state]?.[event.type]) {
    return false;
  }
  switch (event.type) {
    case 'decided':
      return step.deciding && decided(draft, position, event.value);
    case 'undecidable':
      if (!step.deciding && !step.asking) {
        return false;
      }
      finish(draft, position, 'undecidable', 'failed', event.reason);
      return true;
    case 'expanded':
      if (step.asking !== 'matrix') {
        return false;
      }
      expand(draft, position, event.instances);
      return true;
    case 'unplaced':
      return mayStart(draft) && unplaced(draft, step, event.reason);
    case 'claimed':
      if (!mayStart(draft) || step.asking) {
        return false;
      }
      claim(draft, position);
      return true;
    case 'opened':
      if (!mayStart(draft) || step.asking !== 'start') {
        return false;
      }
      open(draft, position, event.reference);
      return true;
    case 'retryDue':
      return isFor(step, 'retry') && retry(draft, position);
    case 'delayDue':
      if (!isFor(step, 'delay')) {
        return false;
      }
      finish(draft, position, 'delayDue', 'succeeded');
      return true;
    case 'answered':
      return isFor(step, 'approval') && answer(draft, event);
    case 'waitTimedOut':
      return waitTimedOut(draft, step);
    default:
      return waitEnded(draft, step, event);
  }
}

function isFor(step: StepModel, kind: 'retry' | 'delay' | 'approval'): boolean {
  return (step.wait?.kind ?? 'retry') === kind;
}

function decided(draft: Draft, position: number, value: boolean): true {
  if (value) {
    draft.changeStep(position, { deciding: false });
    proceed(draft, position, 'decided');
  } else {
    draft.moveStep(position, 'decided', 'skipped', {
      deciding: false,
      reason: 'Its condition is false',
    });
    decide(draft, dependentsOf(draft, position));
  }
  return true;
}

function unplaced(draft: Draft, step: StepModel, reason: string): true {
  const { position } = step;
  const isNews = step.reason !== reason;
  draft.moveStep(position, 'unplaced', 'ready', { reason });
  if (isNews) {
    draft.journal({ type: 'step.reason', position, message: reason });
  }
  return true;
}

function claim(draft: Draft, position: number): void {
  const number = (draft.step(position).attempt?.number ?? 0) + 1;
  draft.moveStep(position, 'claimed', 'running', {
    reason: undefined,
    attempt: { number, state: 'claimed', epoch: 1, force: false },
  });
  draft.journal({
    type: 'attempt.state',
    position,
    attempt: number,
    state: 'claimed',
  });
}

function retry(draft: Draft, position: number): true {
  const { action } = draft.plan.stepAt[position];
  draft.moveStep(position, 'retryDue', 'ready', {
    reason: undefined,
    wait: undefined,
    asking: action.type === 'uses' ? undefined : 'start',
  });
  announce(draft, position);
  return true;
}

/** What it waits for exists. */
function open(draft: Draft, position: number, reference: string): void {
  const { action } = draft.plan.stepAt[position];
  const kind = action.type === 'workflow' ? 'child' : 'external';
  draft.moveStep(position, 'opened', 'waiting', {
    asking: undefined,
    reason: undefined,
    wait: { kind, reference },
  });
  draft.journal({ type: 'step.child', position, message: reference });
}

function answer(
  draft: Draft,
  { position, decision, by, reason }: Extract<StepEvent, { type: 'answered' }>,
): true {
  const approved = decision === 'approve';
  const sentence = `${approved ? 'Approved' : 'Rejected'} by ${by}${
    reason ? `: ${reason}` : ''
  }`;
  draft.effects.push({ type: 'clearTimer', name: waitOf(position) });
  draft.journal({ type: 'step.answer', position, message: sentence });
  finish(
    draft,
    position,
    'answered',
    approved ? 'succeeded' : 'rejected',
    sentence,
  );
  return true;
}

function waitTimedOut(draft: Draft, { position, wait }: StepModel): boolean {
  if (wait?.kind === 'approval') {
    finish(
      draft,
      position,
      'waitTimedOut',
      'timedOut',
      'Nobody decided in time',
    );
    return true;
  }
  if (wait?.stop) {
    finish(
      draft,
      position,
      'waitTimedOut',
      stoppedBy[wait.stop],
      'What it waited for did not end in time',
    );
    return true;
  }
  return false;
}

/** An outcome stands, also when it came while the run was ending. */
function waitEnded(
  draft: Draft,
  { position, wait }: StepModel,
  { reference, outcome, reason }: WaitEnded,
): boolean {
  if (!wait?.reference || wait.reference !== reference) {
    return false;
  }
  draft.effects.push({ type: 'clearTimer', name: waitOf(position) });
  if (outcome === 'cancelled') {
    // By somebody, or by this run's own end.
    endTry(
      draft,
      position,
      'waitEnded',
      wait.stop ? stoppedBy[wait.stop] : 'failed',
      reason,
    );
  } else {
    endTry(draft, position, 'waitEnded', outcome, reason);
  }
  return true;
}
