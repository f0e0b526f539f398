import {
  isComputed,
  type Plan,
  type PlannedStep,
} from '@dop/plugin-pipelines-common';
import type { CompiledPlan } from './model';

/** One instance of a step in a run. */
export interface PlannedInstance {
  stepId: string;
  key: string;
  matrix: Record<string, string | number | boolean>;
}

/** Prepares a plan for transitions over these instances. */
export function compilePlan(
  plan: Plan,
  instances: readonly { stepId: string }[],
): CompiledPlan {
  const byId = new Map(plan.steps.map(step => [step.id, step]));
  const positions = new Map<string, number[]>(
    plan.steps.map(step => [step.id, []]),
  );
  const stepAt = instances.map(({ stepId }, position) => {
    positions.get(stepId)?.push(position);
    return byId.get(stepId) as PlannedStep;
  });
  const dependents = new Map<string, number[]>(
    plan.steps.map(step => [step.id, []]),
  );
  for (const step of plan.steps) {
    for (const need of step.needs) {
      dependents.get(need)?.push(...(positions.get(step.id) ?? []));
    }
  }
  return { plan, stepAt, positions, dependents };
}

/** Whether an instance stands for a computed matrix that is not expanded yet. */
export function isPlaceholder(
  planned: PlannedStep,
  step: { key: string },
): boolean {
  return step.key === planned.id && isComputed(planned);
}
