import type { JsonObject } from '@backstage/types';
import type { EvaluationScope, Plan } from '../plan';
import { Budget } from './Budget';
import { evaluateEntries, outerScope } from './evaluateTemplate';

/**
 * What a run gives to the step that ran it, once all of its steps are through.
 * Outputs whose value is missing are left out.
 *
 * @param scope - with all steps that outputs read
 * @throws ExpressionError
 */
export function evaluateOutputs(
  plan: Pick<Plan, 'env' | 'outputs'>,
  scope: Omit<EvaluationScope, 'env' | 'matrix'>,
): JsonObject {
  const budget = Budget.create();
  return evaluateEntries(
    plan.outputs.values,
    outerScope(plan, scope, budget),
    budget,
  );
}
