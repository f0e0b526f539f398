import type { StepInstancePlan } from '@dop/plugin-pipelines-common';
import { begin } from './begin';
import type { Draft } from './Draft';
import { finish } from './finish';

/**
 * Makes the instances of a computed matrix, once: the placeholder becomes the
 * first of them, the others are added at the end. An empty matrix succeeds.
 */
export function expand(
  draft: Draft,
  position: number,
  instances: readonly StepInstancePlan[],
): void {
  const { stepId } = draft.step(position);
  const problem = problemOf(draft, stepId, instances);
  if (problem) {
    finish(draft, position, 'expanded', 'failed', problem);
    return;
  }
  draft.journal({
    type: 'step.expanded',
    position,
    message: `The matrix of ${stepId} has ${instances.length} instances`,
  });
  if (instances.length === 0) {
    finish(draft, position, 'expanded', 'succeeded', 'Its matrix is empty');
    return;
  }
  const [first, ...others] = instances;
  draft.changeStep(position, { key: first.key, asking: undefined });
  draft.effects.push({
    type: 'expanded',
    position,
    instances: [...instances],
  });
  const added = draft.appendSteps(
    others.map(({ key, matrix }) => ({ stepId, key, matrix })),
  );
  for (const at of [position, ...added]) {
    begin(draft, at, 'expanded');
  }
}

function problemOf(
  draft: Draft,
  stepId: string,
  instances: readonly StepInstancePlan[],
): string | undefined {
  const { matrixInstances, runInstances } = draft.limits;
  if (instances.length > matrixInstances) {
    return `The matrix of ${stepId} has ${instances.length} instances; ${matrixInstances} are the limit for one step`;
  }
  const all = draft.run.steps.length - 1 + instances.length;
  if (all > runInstances) {
    return `With the ${instances.length} instances of ${stepId} the run has ${all} step instances; ${runInstances} are the limit for one run`;
  }
  const keys = new Set(instances.map(({ key }) => key));
  return keys.size < instances.length || keys.has(stepId)
    ? `The matrix of ${stepId} has the same instance twice`
    : undefined;
}
