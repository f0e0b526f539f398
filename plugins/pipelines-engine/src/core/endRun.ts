import { isTerminal, type EndingCause } from '@dop/plugin-pipelines-common';
import { decide, dependentsOf } from './decide';
import { retryOf, type Draft } from './Draft';
import type { StopCause } from './model';

const sentences: Record<EndingCause, string> = {
  cancel: 'The run was cancelled',
  timeout: 'The run took longer than its timeout',
  superseded: 'A newer run of its concurrency group replaced this one',
};

/**
 * Begins to end a run, or ends it harder. The cause is fixed the first time.
 * Steps that always run are left to run, unless `hard`.
 */
export function endRun(
  draft: Draft,
  options: {
    cause: EndingCause;
    hard: boolean;
    force: boolean;
    message?: string;
  },
): void {
  const cause = draft.run.cause ?? options.cause;
  const reason = sentences[cause];
  const first = draft.run.state !== 'ending';
  draft.changeRun(
    { state: 'ending', cause, hard: draft.run.hard || options.hard },
    options.message ?? reason,
  );
  if (first) {
    draft.effects.push(
      { type: 'clearTimer', name: 'run' },
      {
        type: 'setTimer',
        name: 'ending',
        afterMs: draft.limits.endingMs,
        event: { type: 'endingTimedOut' },
      },
    );
  }
  for (const { position } of draft.run.steps) {
    const always = draft.plan.stepAt[position].runsOn === 'always';
    endStep(draft, position, {
      spare: always && !draft.run.hard,
      reason,
      stop: cause === 'timeout' ? 'runTimeout' : cause,
      force: options.force || !first,
    });
  }
  const all = draft.run.steps
    .filter(step => isTerminal(step.state))
    .flatMap(step => dependentsOf(draft, step.position));
  decide(draft, new Set(all));
}

function endStep(
  draft: Draft,
  position: number,
  options: { spare: boolean; reason: string; stop: StopCause; force: boolean },
): void {
  const step = draft.step(position);
  const planned = draft.plan.stepAt[position];
  if (step.state === 'waiting') {
    // No more tries: the last one decides.
    draft.effects.push({ type: 'clearTimer', name: retryOf(position) });
    const failed =
      step.attempt?.state === 'timedOut' ? ('timedOut' as const) : 'failed';
    draft.changeStep(position, {
      state: planned.allowFailure ? 'warned' : failed,
    });
  } else if (options.spare) {
    return;
  } else if (step.state === 'blocked' || step.state === 'ready') {
    draft.changeStep(position, {
      state: 'skipped',
      deciding: false,
      becauseOfFailure: false,
      reason: options.reason,
    });
  } else if (step.state === 'running' && step.attempt) {
    stopAttempt(draft, position, options);
  }
}

/** Asks the live attempt of a step to end. An exit that is recorded stands. */
export function stopAttempt(
  draft: Draft,
  position: number,
  options: { stop: StopCause; force: boolean; reason: string },
): void {
  const attempt = draft.step(position).attempt;
  if (!attempt || isTerminal(attempt.state) || attempt.state === 'collecting') {
    return;
  }
  if (attempt.state === 'stopping' && (attempt.force || !options.force)) {
    return;
  }
  draft.changeAttempt(
    position,
    {
      state: 'stopping',
      stop: attempt.stop ?? options.stop,
      force: options.force,
    },
    options.reason,
  );
  draft.effects.push({ type: 'stop', position, attempt: attempt.number });
}
