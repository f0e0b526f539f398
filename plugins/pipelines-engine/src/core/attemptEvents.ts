import { attemptTimeout } from '@dop/plugin-pipelines-common';
import { timeoutOf, type Draft } from './Draft';
import { endAttempt, stoppedState } from './endAttempt';
import { stopAttempt } from './endRun';
import type { AttemptEvent } from './events';
import type { AttemptModel } from './model';
import { attemptTable } from './table';

/** @returns false for an event that came too late, or from a former owner */
export function ofAttempt(draft: Draft, event: AttemptEvent): boolean {
  const { position } = event;
  const { attempt } = draft.step(position);
  if (
    !attempt ||
    attempt.number !== event.number ||
    ('epoch' in event && attempt.epoch !== event.epoch) ||
    !attemptTable[attempt.state]?.[event.type]
  ) {
    return false;
  }
  switch (event.type) {
    case 'taken':
      draft.moveAttempt(position, 'taken', attempt.state, {
        epoch: attempt.epoch + 1,
      });
      draft.journal({
        type: 'attempt.owner',
        position,
        attempt: attempt.number,
      });
      break;
    case 'prepared':
      draft.moveAttempt(position, 'prepared', 'starting');
      break;
    case 'started':
      draft.moveAttempt(position, 'started', 'running');
      draft.effects.push({
        type: 'setTimer',
        name: timeoutOf(position),
        afterMs: attemptTimeout(draft.plan.stepAt[position]),
        event: { type: 'attemptTimedOut', position, number: attempt.number },
      });
      break;
    case 'attemptTimedOut':
      stopAttempt(draft, position, 'attemptTimedOut', {
        stop: 'timeout',
        force: false,
        reason: 'It took longer than its timeout',
      });
      break;
    case 'exited':
      draft.moveAttempt(position, 'exited', 'collecting', {}, event.reason);
      break;
    case 'collected':
      endAttempt(
        draft,
        position,
        'collected',
        stoppedState(attempt) ?? (event.success ? 'succeeded' : 'failed'),
        stopReason(attempt) ?? event.reason,
      );
      break;
    case 'failed':
      endAttempt(
        draft,
        position,
        'failed',
        stoppedState(attempt) ?? 'failed',
        stopReason(attempt) ?? event.reason,
      );
      break;
    default:
      endAttempt(
        draft,
        position,
        'lost',
        (attempt.state === 'stopping' && stoppedState(attempt)) || 'lost',
        stopReason(attempt) ?? event.reason,
      );
  }
  return true;
}

function stopReason(attempt: AttemptModel): string | undefined {
  switch (attempt.stop) {
    case undefined:
      return undefined;
    case 'timeout':
      return 'It took longer than its timeout';
    case 'runTimeout':
      return 'The run took longer than its timeout';
    case 'superseded':
      return 'A newer run of its concurrency group replaced this one';
    default:
      return 'The run was cancelled';
  }
}
