import type {
  EndingCause,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';
import { decide, dependentsOf } from './decide';
import type { Draft, Trigger } from './Draft';
import type { RunModel, StopCause } from './model';

const byCause: Record<EndingCause, RunState> = {
  cancel: 'cancelled',
  superseded: 'cancelled',
  timeout: 'timedOut',
};

/** The worst first. Skipped steps count not at all. */
const worstFirst = ['failed', 'timedOut', 'rejected', 'warned'] as const;

/** The outcome of a run whose steps are all terminal. */
export function outcomeOf(run: RunModel): RunState {
  if (run.cause) {
    return byCause[run.cause];
  }
  return (
    worstFirst.find(state => run.steps.some(step => step.state === state)) ??
    'succeeded'
  );
}

/** What becomes of something that was stopped. */
export const stoppedBy: Record<StopCause, 'timedOut' | 'cancelled'> = {
  timeout: 'timedOut',
  runTimeout: 'timedOut',
  cancel: 'cancelled',
  superseded: 'cancelled',
};

const allowed = new Set<StepState>(['failed', 'timedOut', 'rejected']);

/** An outcome as it counts: failures of a step that may fail are warnings. */
export function countedAs(
  draft: Draft,
  position: number,
  outcome: StepState,
): StepState {
  return draft.plan.stepAt[position].allowFailure && allowed.has(outcome)
    ? 'warned'
    : outcome;
}

/** Gives a step its outcome, and decides what follows from it. */
export function finish(
  draft: Draft,
  position: number,
  by: Trigger,
  outcome: StepState,
  reason?: string,
): void {
  draft.moveStep(position, by, countedAs(draft, position, outcome), {
    reason,
    deciding: false,
    asking: undefined,
    wait: undefined,
  });
  decide(draft, dependentsOf(draft, position));
}
