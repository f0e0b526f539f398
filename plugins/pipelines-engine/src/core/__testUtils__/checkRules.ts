import type {
  EndingCause,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';
import type { StepModel } from '../model';
import { must } from './must';
import type { RunSimulation } from './RunSimulation';

/** How bad each outcome of a step is for its run. */
const weights: Partial<Record<StepState, number>> = {
  skipped: 0,
  succeeded: 0,
  warned: 1,
  rejected: 2,
  timedOut: 3,
  failed: 4,
};
const outcomes: RunState[] = [
  'succeeded',
  'warned',
  'rejected',
  'timedOut',
  'failed',
];
const byCause: Record<EndingCause, RunState> = {
  cancel: 'cancelled',
  superseded: 'cancelled',
  timeout: 'timedOut',
};

/**
 * The rules of workflow files, said once more and in another way: not event by
 * event, but from how everything ended. Which steps go, and what the run is then.
 */
export function checkRules({ run, plan, answers }: RunSimulation): void {
  if (run.cause) {
    must(run.state === byCause[run.cause], 'The cause is the outcome', run);
    return;
  }
  if (!answers.began) {
    must(run.state === 'rejected', 'Only what is refused never begins', run);
    return;
  }
  const instancesOf = (id: string) =>
    (plan.positions.get(id) ?? []).map(at => run.steps[at]);
  const answerOf = ({ position, stepId }: StepModel) =>
    answers.conditions.get(position) ??
    answers.conditions.get(instancesOf(stepId)[0].position);

  /** Whether a failure is what it comes to, also through what it skipped. */
  const failed = (step: StepModel): boolean => {
    if (step.state !== 'skipped') {
      return ['failed', 'timedOut', 'rejected'].includes(step.state);
    }
    const { runsOn, needs } = plan.stepAt[step.position];
    return (
      runsOn === 'success' &&
      answerOf(step) === undefined &&
      needs.flatMap(instancesOf).some(failed)
    );
  };

  const goes = ({ position }: StepModel): boolean => {
    const { runsOn, needs, optionalNeeds } = plan.stepAt[position];
    const all = needs.flatMap(instancesOf);
    switch (runsOn) {
      case 'success':
        return all.every(
          need =>
            need.state === 'succeeded' ||
            need.state === 'warned' ||
            (optionalNeeds.includes(need.stepId) && !failed(need)),
        );
      case 'failure':
        return all.some(failed);
      default:
        return true;
    }
  };

  for (const step of run.steps) {
    const planned = plan.stepAt[step.position];
    const answer = answerOf(step);
    const expected = goes(step) && answer !== false;
    must(
      expected === (step.state !== 'skipped'),
      `${step.key} ${expected ? 'runs' : 'is skipped'}`,
      run,
    );
    must(
      !goes(step) || !planned.if || answer !== undefined,
      `${step.key} is asked its condition`,
      run,
    );
    must(
      !planned.allowFailure || !failed(step) || step.state === 'skipped',
      `${step.key} may fail`,
      run,
    );
  }
  const worst = Math.max(
    0,
    ...run.steps.map(({ state }) => weights[state] ?? 9),
  );
  must(run.state === outcomes[worst], 'The worst step is the outcome', run);
}
