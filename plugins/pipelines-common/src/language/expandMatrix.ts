import type { MatrixValue, PlannedStep, StepInstancePlan } from '../plan';

/** Values of the axes that are computed, by name. */
export type ComputedAxes = Record<string, MatrixValue[]>;

/** Whether the instances of a step are known only once its needs are through. */
export function isComputed({ matrix }: Pick<PlannedStep, 'matrix'>): boolean {
  return matrix?.axes.some(({ values }) => !Array.isArray(values)) ?? false;
}

/**
 * The instances of a step: the combinations of the axes, the last one counting
 * up first, without those that are excluded, then those that are included. None
 * is there twice.
 *
 * @param computed - from `evaluateMatrix`; a step whose matrix is computed has
 *   one instance without it, which stands for the step until it is expanded
 */
export function expandMatrix(
  step: Pick<PlannedStep, 'id' | 'matrix'>,
  computed?: ComputedAxes,
): StepInstancePlan[] {
  const { matrix } = step;
  if (!matrix || (!computed && isComputed(step))) {
    return [{ key: step.id, matrix: {} }];
  }
  let combinations: StepInstancePlan['matrix'][] = [{}];
  for (const { name, values } of matrix.axes) {
    const known = Array.isArray(values) ? values : computed?.[name] ?? [];
    combinations = combinations.flatMap(combination =>
      known.map(value => ({ ...combination, [name]: value })),
    );
  }
  const kept = combinations.filter(
    combination =>
      !matrix.exclude?.some(excluded =>
        Object.entries(excluded).every(
          ([name, value]) => combination[name] === value,
        ),
      ),
  );
  const included = (matrix.include ?? []).map(entry =>
    // In the order of the axes, whatever the order in the file.
    Object.fromEntries(matrix.axes.map(({ name }) => [name, entry[name]])),
  );
  const instances = new Map<string, StepInstancePlan>();
  for (const combination of [...kept, ...included]) {
    const key = instanceKey(step.id, combination);
    if (!instances.has(key)) {
      instances.set(key, { key, matrix: combination });
    }
  }
  return [...instances.values()];
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
