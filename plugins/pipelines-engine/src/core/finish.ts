import {
  isTerminal,
  type EndingCause,
  type RunState,
} from '@dop/plugin-pipelines-common';
import type { Draft } from './Draft';
import type { RunModel } from './model';

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

/** Ends the run if all its steps are terminal. */
export function finishRun(draft: Draft): void {
  const { run } = draft;
  if (
    (run.state === 'running' || run.state === 'ending') &&
    run.steps.every(step => isTerminal(step.state))
  ) {
    draft.changeRun({ state: outcomeOf(run) });
    draft.effects.push(
      { type: 'clearTimer', name: 'run' },
      { type: 'clearTimer', name: 'ending' },
      { type: 'finished' },
    );
  }
}
