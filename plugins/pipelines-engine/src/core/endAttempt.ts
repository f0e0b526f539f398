import type { AttemptState, StepState } from '@dop/plugin-pipelines-common';
import { retryOf, type Draft, type Trigger } from './Draft';
import { finish, stoppedBy } from './finish';
import type { AttemptModel } from './model';

/** Wait before an attempt that was lost is tried again. */
const afterLossMs = 1_000;

/** What becomes of an attempt that was being stopped. */
export function stoppedState(attempt: AttemptModel) {
  return attempt.stop && stoppedBy[attempt.stop];
}

/**
 * Ends the live attempt of a step and decides what comes next: another try, or
 * the step's outcome and what follows from it.
 */
export function endAttempt(
  draft: Draft,
  position: number,
  by: Trigger,
  state: AttemptState,
  reason?: string,
): void {
  draft.moveAttempt(position, by, state, {}, reason);
  if (state !== 'lost') {
    endTry(draft, position, 'attemptEnded', state as StepState, reason);
    return;
  }
  const losses = draft.step(position).losses + 1;
  draft.changeStep(position, { losses });
  if (draft.run.state !== 'ending' && losses <= draft.limits.losses) {
    retryLater(draft, position, 'attemptEnded', afterLossMs, {
      reason: `${reason}; it is tried again`,
    });
  } else {
    finish(
      draft,
      position,
      'attemptEnded',
      'failed',
      `${reason}; that was the last try`,
    );
  }
}

/** Counts a try of a step against its retries: another one follows, or its outcome. */
export function endTry(
  draft: Draft,
  position: number,
  by: Trigger,
  outcome: StepState,
  reason?: string,
): void {
  const { retry } = draft.plan.stepAt[position];
  const tries = draft.step(position).tries + 1;
  draft.changeStep(position, { tries });
  if (
    draft.run.state !== 'ending' &&
    (outcome === 'failed' || outcome === 'timedOut') &&
    retry.on.includes(outcome) &&
    tries < retry.attempts
  ) {
    const afterMs = Math.min(
      retry.backoffMs * 2 ** Math.min(tries - 1, 30),
      draft.limits.backoffMs,
    );
    retryLater(draft, position, by, afterMs, {
      reason: `${reason ?? 'It failed'}; try ${tries + 1} of ${
        retry.attempts
      } follows`,
    });
  } else {
    const failed = outcome !== 'succeeded';
    finish(draft, position, by, outcome, failed ? reason : undefined);
  }
}

function retryLater(
  draft: Draft,
  position: number,
  by: Trigger,
  afterMs: number,
  { reason }: { reason: string },
) {
  draft.moveStep(position, by, 'waiting', { reason, wait: { kind: 'retry' } });
  draft.effects.push({
    type: 'setTimer',
    name: retryOf(position),
    afterMs,
    event: { type: 'retryDue', position },
  });
}
