import { isTerminal, type EndingCause } from '@dop/plugin-pipelines-common';
import { announce } from './begin';
import { decide, dependentsOf } from './decide';
import { retryOf, waitOf, type Draft, type Trigger } from './Draft';
import { countedAs, stoppedBy } from './finish';
import type { StopCause } from './model';

const sentences: Record<EndingCause, string> = {
  cancel: 'The run was cancelled',
  timeout: 'The run took longer than its timeout',
  superseded: 'A newer run of its concurrency group replaced this one',
};

interface Ending {
  /** Leaves the step alone, because it always runs. */
  spare: boolean;
  reason: string;
  stop: StopCause;
  force: boolean;
}

/**
 * Begins to end a run, or ends it harder. The cause is fixed the first time.
 * Steps that always run are left to run, unless `hard`.
 */
export function endRun(
  draft: Draft,
  by: Trigger,
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
  const held = first && draft.run.state !== 'running';
  draft.changeRun({ cause, hard: draft.run.hard || options.hard });
  draft.moveRun(by, 'ending', options.message ?? reason);
  if (first) {
    draft.effects.push({ type: 'clearTimer', name: 'run' });
  }
  for (const { position } of draft.run.steps) {
    const always = draft.plan.stepAt[position].runsOn === 'always';
    endStep(draft, position, {
      spare: always && !draft.run.hard,
      reason,
      stop: cause === 'timeout' ? 'runTimeout' : cause,
      force: options.force || !first,
    });
    if (held && draft.step(position).state === 'ready') {
      announce(draft, position);
    }
  }
  const all = draft.run.steps
    .filter(step => isTerminal(step.state))
    .flatMap(step => dependentsOf(draft, step.position));
  decide(draft, new Set(all));
}

function endStep(draft: Draft, position: number, ending: Ending): void {
  const step = draft.step(position);
  if (step.state === 'waiting') {
    endWait(draft, position, ending);
  } else if (ending.spare) {
    return;
  } else if (step.state === 'blocked' || step.state === 'ready') {
    draft.moveStep(position, 'runEnding', 'skipped', {
      deciding: false,
      asking: undefined,
      becauseOfFailure: true,
      reason: ending.reason,
    });
  } else if (step.state === 'running' && step.attempt) {
    stopAttempt(draft, position, 'runEnding', ending);
  }
}

/**
 * Ends what a step waits for: retries, approvals and delays at once; a child run
 * or an external system is asked to, and awaited up to a limit.
 */
function endWait(
  draft: Draft,
  position: number,
  { spare, reason, stop, force }: Ending,
): void {
  const { wait, attempt } = draft.step(position);
  const kind = wait?.kind ?? 'retry';
  if (kind === 'retry') {
    // No more tries: the last one decides.
    draft.effects.push({ type: 'clearTimer', name: retryOf(position) });
    const failed = attempt?.state === 'timedOut' ? 'timedOut' : 'failed';
    draft.moveStep(position, 'runEnding', countedAs(draft, position, failed), {
      wait: undefined,
    });
  } else if (spare) {
    return;
  } else if (kind === 'approval' || kind === 'delay') {
    draft.effects.push({ type: 'clearTimer', name: waitOf(position) });
    draft.moveStep(
      position,
      'runEnding',
      countedAs(draft, position, stoppedBy[stop]),
      { wait: undefined, reason },
    );
  } else if (wait && (!wait.stop || (force && !wait.force))) {
    if (!wait.stop) {
      draft.effects.push({
        type: 'setTimer',
        name: waitOf(position),
        afterMs: draft.limits.childEndingMs,
        event: { type: 'waitTimedOut', position },
      });
    }
    draft.moveStep(position, 'runEnding', 'waiting', {
      wait: { ...wait, stop: wait.stop ?? stop, force },
      reason: `${reason}; its end is awaited`,
    });
    draft.effects.push({
      type: 'stopWait',
      position,
      reference: wait.reference as string,
      force,
    });
  }
}

/** Asks the live attempt of a step to end. An exit that is recorded stands. */
export function stopAttempt(
  draft: Draft,
  position: number,
  by: Trigger,
  options: { stop: StopCause; force: boolean; reason: string },
): void {
  const attempt = draft.step(position).attempt;
  if (!attempt || isTerminal(attempt.state) || attempt.state === 'collecting') {
    return;
  }
  if (attempt.state === 'stopping' && (attempt.force || !options.force)) {
    return;
  }
  draft.moveAttempt(
    position,
    by,
    'stopping',
    { stop: attempt.stop ?? options.stop, force: options.force },
    options.reason,
  );
  draft.effects.push({ type: 'stop', position, attempt: attempt.number });
}
