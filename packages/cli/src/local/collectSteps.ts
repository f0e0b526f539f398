import type { Engine, StepRecord } from '@dop/plugin-pipelines-engine';

/** A step instance of a run or of a run of another workflow that is a step of it. */
export interface LocalStep {
  runId: string;
  /** `release`, or `deploy/release` in the workflow that the step `deploy` runs. */
  name: string;
  step: StepRecord;
}

/** The steps of a run, each followed by those of the run that it waits for. */
export async function collectSteps(
  engine: Engine,
  runId: string,
  prefix = '',
): Promise<LocalStep[]> {
  const steps: LocalStep[] = [];
  for (const step of await engine.queries.steps(runId)) {
    const name = `${prefix}${step.key}`;
    steps.push({ runId, name, step });
    const child = step.wait?.childRunId;
    if (child) {
      steps.push(...(await collectSteps(engine, child, `${name}/`)));
    }
  }
  return steps;
}
