import type { PlannedStep } from '@dop/plugin-pipelines-common';
import type { PlannedInstance } from '../core';

/** The instances of a step; the last axis of the matrix turns fastest. */
export function instancesOf(step: PlannedStep): PlannedInstance[] {
  let combinations: PlannedInstance['matrix'][] = [{}];
  for (const { name, values } of step.matrix ?? []) {
    combinations = combinations.flatMap(combination =>
      values.map(value => ({ ...combination, [name]: value })),
    );
  }
  return combinations.map(matrix => {
    const axes = Object.entries(matrix).map(
      ([name, value]) => `${name}=${value}`,
    );
    return {
      stepId: step.id,
      key: step.matrix ? `${step.id}[${axes.join(',')}]` : step.id,
      matrix,
    };
  });
}
