import type { JsonValue } from '@backstage/types';
import { expandMatrix, type ComputedAxes } from '../language/expandMatrix';
import { limits } from '../limits';
import type {
  EvaluationScope,
  MatrixValue,
  Plan,
  PlannedStep,
  StepInstancePlan,
} from '../plan';
import { Budget } from './Budget';
import { evaluateExpression } from './evaluateExpression';
import { ExpressionError } from './ExpressionError';
import { outerScope } from './evaluateTemplate';

/**
 * The instances of a step whose matrix is computed, none for an empty list.
 *
 * @throws ExpressionError where a value cannot be one of a matrix, or where there
 *   are more instances than a step may have; the message names the limit
 */
export function evaluateMatrix(
  plan: Pick<Plan, 'env'>,
  step: Pick<PlannedStep, 'id' | 'matrix'>,
  scope: Omit<EvaluationScope, 'env' | 'matrix'>,
): StepInstancePlan[] {
  const budget = Budget.create();
  const outer = outerScope(plan, scope, budget);
  const computed: ComputedAxes = {};
  let combinations = 1;
  for (const { name, values } of step.matrix?.axes ?? []) {
    const list = Array.isArray(values)
      ? values
      : valuesOfAxis(name, evaluateExpression(values, outer, budget));
    computed[name] = list;
    // Before they are made: a product of lists grows quickly.
    combinations *= list.length;
    checkCount(step.id, combinations);
  }
  const instances = expandMatrix(step, computed);
  checkCount(step.id, instances.length);
  return instances;
}

function checkCount(stepId: string, count: number): void {
  if (count > limits.matrixInstances) {
    throw new ExpressionError(
      `The matrix of the step "${stepId}" makes ${count} instances; at most ${limits.matrixInstances} are allowed`,
    );
  }
}

function valuesOfAxis(
  name: string,
  value: JsonValue | undefined,
): MatrixValue[] {
  if (!Array.isArray(value)) {
    throw new ExpressionError(
      `The values of "${name}" are ${
        value === undefined ? 'missing' : 'no list'
      }`,
    );
  }
  const kept = new Set<MatrixValue>();
  for (const item of value) {
    if (
      typeof item !== 'string' &&
      typeof item !== 'number' &&
      typeof item !== 'boolean'
    ) {
      throw new ExpressionError(
        `A value of "${name}" is no text, number, true or false`,
      );
    }
    if (typeof item === 'string' && item.length > limits.matrixText) {
      throw new ExpressionError(
        `A value of "${name}" has ${item.length} characters; at most ${limits.matrixText} are allowed`,
      );
    }
    kept.add(item);
  }
  return [...kept];
}
