import type { PlannedStep, StepInstancePlan } from '../plan';

/** The instances of a step, the last axis counting up first. */
export function expandMatrix(
  step: Pick<PlannedStep, 'id' | 'matrix'>,
): StepInstancePlan[] {
  if (!step.matrix) {
    return [{ key: step.id, matrix: {} }];
  }
  let combinations: StepInstancePlan['matrix'][] = [{}];
  for (const { name, values } of step.matrix) {
    combinations = combinations.flatMap(combination =>
      values.map(value => ({ ...combination, [name]: value })),
    );
  }
  return combinations.map(matrix => ({
    key: instanceKey(step.id, matrix),
    matrix,
  }));
}

/** `test`, or `test[os=linux,shard=1]`; unusual characters are percent-encoded. */
export function instanceKey(
  stepId: string,
  matrix: StepInstancePlan['matrix'],
): string {
  const values = Object.entries(matrix).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return values.length > 0 ? `${stepId}[${values.join(',')}]` : stepId;
}
