import type { JsonObject, JsonValue } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { PlannedStep, StepScope } from '../plan';
import type { StepState } from '../states';

const worst: StepState[] = [
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
  'warned',
  'succeeded',
  'skipped',
];

/**
 * What expressions see of a step that is through. For a step with a matrix each
 * output is a list in the order of the matrix, without the instances that do
 * not have it; its state is the worst of its instances.
 *
 * @param instances - in the order of the matrix
 */
export function stepScope(
  step: Pick<PlannedStep, 'matrix'>,
  outputs: ObjectSchema,
  instances: { state: StepState; outputs?: JsonObject }[],
): StepScope {
  const state =
    worst.find(candidate =>
      instances.some(instance => instance.state === candidate),
    ) ?? 'succeeded';
  const passed = instances
    .filter(
      instance => instance.state === 'succeeded' || instance.state === 'warned',
    )
    .map(instance => instance.outputs ?? {});
  if (!step.matrix) {
    return { state, outputs: passed[0] ?? {} };
  }
  if (state === 'skipped') {
    return { state, outputs: {} };
  }
  const lists: JsonObject = {};
  for (const name of Object.keys(outputs.properties ?? {})) {
    lists[name] = passed
      .map(values => values[name])
      .filter((value): value is JsonValue => value !== undefined);
  }
  return { state, outputs: lists };
}
