import type { AttemptState, StepState } from '@dop/plugin-pipelines-common';
import { decide, dependentsOf } from './decide';
import { retryOf, type Draft } from './Draft';
import type { AttemptModel, StopCause } from './model';

/** Wait before an attempt that was lost is tried again. */
const afterLossMs = 1_000;

const byStop: Record<StopCause, 'timedOut' | 'cancelled'> = {
  timeout: 'timedOut',
  runTimeout: 'timedOut',
  cancel: 'cancelled',
  superseded: 'cancelled',
};

/** What becomes of an attempt that was being stopped. */
export function stoppedState(attempt: AttemptModel) {
  return attempt.stop && byStop[attempt.stop];
}

/**
 * Ends the live attempt of a step and decides what comes next: another try, or
 * the step's outcome and what follows from it.
 */
export function endAttempt(
  draft: Draft,
  position: number,
  state: AttemptState,
  reason?: string,
): void {
  draft.changeAttempt(position, { state }, reason);
  const step = draft.step(position);
  const planned = draft.plan.stepAt[position];
  const ending = draft.run.state === 'ending';
  if (state === 'lost') {
    const losses = step.losses + 1;
    if (!ending && losses <= draft.limits.losses) {
      draft.changeStep(position, { losses });
      wait(draft, position, afterLossMs, `${reason}; it is tried again`);
      return;
    }
    draft.changeStep(position, { losses });
    finish(draft, position, 'failed', `${reason}; that was the last try`);
    return;
  }
  const tries = step.tries + 1;
  draft.changeStep(position, { tries });
  if (
    !ending &&
    (state === 'failed' || state === 'timedOut') &&
    planned.retry.on.includes(state) &&
    tries < planned.retry.attempts
  ) {
    wait(
      draft,
      position,
      Math.min(
        planned.retry.backoffMs * 2 ** Math.min(tries - 1, 30),
        draft.limits.backoffMs,
      ),
      `${reason ?? 'It failed'}; try ${tries + 1} of ${
        planned.retry.attempts
      } follows`,
    );
    return;
  }
  finish(draft, position, state as StepState, reason);
}

/** Gives a step its outcome. */
export function finish(
  draft: Draft,
  position: number,
  outcome: StepState,
  reason?: string,
): void {
  const allowed =
    draft.plan.stepAt[position].allowFailure &&
    (outcome === 'failed' || outcome === 'timedOut');
  draft.changeStep(position, {
    state: allowed ? 'warned' : outcome,
    reason: outcome === 'succeeded' ? undefined : reason,
    deciding: false,
  });
  decide(draft, dependentsOf(draft, position));
}

function wait(draft: Draft, position: number, afterMs: number, reason: string) {
  draft.changeStep(position, { state: 'waiting', reason });
  draft.effects.push({
    type: 'setTimer',
    name: retryOf(position),
    afterMs,
    event: { type: 'retryDue', position },
  });
}
