import { announceAll } from './begin';
import { decide } from './decide';
import type { Draft } from './Draft';
import { endRun } from './endRun';
import type { RunEvent } from './events';
import { hasBegun } from './settle';
import { runTable } from './table';

/** @returns false for an event that came too late */
export function ofRun(draft: Draft, event: RunEvent): boolean {
  const { state } = draft.run;
  if (!runTable[state]?.[event.type]) {
    return false;
  }
  switch (event.type) {
    case 'admitted':
      admit(draft);
      return true;
    case 'refused':
      if (hasBegun(draft.run)) {
        return false;
      }
      leaveQueue(draft, 'refused', 'rejected', event.reason);
      return true;
    case 'paused':
      draft.journal({ type: 'run.pause', message: `Paused by ${event.by}` });
      draft.moveRun('paused', 'paused', `Paused by ${event.by}`);
      announceAll(draft);
      return true;
    case 'resumed':
      resume(draft, event.by);
      return true;
    case 'cancelled':
      draft.journal({
        type: 'run.cancel',
        message: `Cancelled by ${event.by}`,
      });
      if (hasBegun(draft.run)) {
        endRun(draft, 'cancelled', {
          cause: 'cancel',
          hard: state === 'ending',
          force: Boolean(event.force),
        });
      } else {
        draft.changeRun({ cause: 'cancel' });
        leaveQueue(draft, 'cancelled', 'cancelled', 'The run was cancelled');
      }
      return true;
    case 'superseded': {
      const message = `Replaced by ${event.by}`;
      if (hasBegun(draft.run)) {
        endRun(draft, 'superseded', {
          cause: 'superseded',
          hard: false,
          force: false,
          message,
        });
      } else {
        draft.changeRun({ cause: 'superseded' });
        leaveQueue(draft, 'superseded', 'cancelled', message);
      }
      return true;
    }
    case 'runTimedOut':
      return timeOut(draft);
    default:
      endRun(draft, 'endingTimedOut', {
        cause: 'timeout',
        hard: true,
        force: false,
      });
      return true;
  }
}

function admit(draft: Draft): void {
  const first = !hasBegun(draft.run);
  draft.changeRun({ gavePlace: undefined });
  draft.moveRun('admitted', 'running');
  if (!first) {
    announceAll(draft);
    return;
  }
  decide(
    draft,
    draft.run.steps.map(step => step.position),
  );
}

/** Goes on where the run was paused; one without a place waits for one, if it needs it. */
function resume(draft: Draft, by: string): void {
  const message = `Resumed by ${by}`;
  draft.journal({ type: 'run.resume', message });
  const canGoOn = draft.run.steps.some(
    step =>
      step.state === 'ready' ||
      step.state === 'running' ||
      step.deciding ||
      step.asking ||
      (step.state === 'waiting' && (step.wait?.kind ?? 'retry') === 'retry'),
  );
  if (!canGoOn) {
    draft.moveRun('resumed', 'waiting', message);
  } else if (draft.run.gavePlace) {
    draft.moveRun('resumed', 'queued', message);
    draft.effects.push({ type: 'queued' });
  } else {
    draft.moveRun('resumed', 'running', message);
  }
  announceAll(draft);
}

/** A run that never began: none of its steps does. */
function leaveQueue(
  draft: Draft,
  by: 'refused' | 'cancelled' | 'superseded',
  state: 'rejected' | 'cancelled',
  reason: string,
): void {
  for (const { position, state: step } of draft.run.steps) {
    // What a rerun took over has its outcome.
    if (step === 'blocked') {
      draft.moveStep(position, 'runEnding', 'skipped', {
        reason,
        becauseOfFailure: true,
      });
    }
  }
  draft.moveRun(by, state, reason);
  draft.effects.push({ type: 'finished' });
}

/** The timer of the run fired; the clock may have stood for a while. */
function timeOut(draft: Draft): boolean {
  const { now } = draft;
  const { clock, state } = draft.run;
  const timeoutMs = draft.plan.plan.timeoutMs ?? 0;
  if (!clock || now === undefined) {
    return false;
  }
  if (clock.since === undefined) {
    draft.changeRun({ clock: { ...clock, armed: false } });
    draft.moveRun('runTimedOut', state);
    return true;
  }
  const left = timeoutMs - clock.used - (now - clock.since);
  if (left > 0) {
    draft.moveRun('runTimedOut', state);
    draft.effects.push({
      type: 'setTimer',
      name: 'run',
      afterMs: left,
      event: { type: 'runTimedOut' },
    });
  } else {
    endRun(draft, 'runTimedOut', {
      cause: 'timeout',
      hard: false,
      force: false,
    });
  }
  return true;
}
