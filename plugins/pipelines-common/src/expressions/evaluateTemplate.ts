import type { JsonObject, JsonValue } from '@backstage/types';
import { limits } from '../limits';
import type {
  EvaluationScope,
  Expression,
  Plan,
  PlannedStep,
  Template,
} from '../plan';
import { Budget } from './Budget';
import { evaluateExpression, evaluateToCel } from './evaluateExpression';
import { ExpressionError } from './ExpressionError';
import { toText } from './values';

/**
 * The value of a template; undefined where it is one expression and a name on
 * its way is missing.
 *
 * @throws ExpressionError
 */
export function evaluateTemplate(
  template: Template,
  scope: EvaluationScope,
  budget: Budget = Budget.create(),
): JsonValue | undefined {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluateExpression(template, scope, budget);
    case 'text':
      return evaluateText(template.parts, scope, budget);
    case 'list':
      return template.items.map(item => {
        const value = evaluateTemplate(item, scope, budget);
        if (value === undefined) {
          throw new ExpressionError('An element of a list is missing');
        }
        return value;
      });
    default:
      return evaluateEntries(template.entries, scope, budget);
  }
}

/** Whether a step's `if` is true; over everything but `matrix`. */
export function evaluateCondition(
  plan: Pick<Plan, 'env'>,
  step: Pick<PlannedStep, 'if'>,
  scope: Omit<EvaluationScope, 'env' | 'matrix'>,
): boolean {
  if (!step.if) {
    return true;
  }
  const budget = Budget.create();
  const outer = { ...scope, env: {}, matrix: {} };
  const env = evaluateVariables(plan.env, outer, budget);
  return evaluateExpression(step.if, { ...outer, env }, budget) === true;
}

/**
 * Inputs and variables of one step instance. Inputs whose value is missing are
 * left out; the component's schema and its defaults are not applied here.
 */
export function evaluateStep(
  step: Pick<PlannedStep, 'with' | 'env'>,
  scope: Omit<EvaluationScope, 'env'>,
): { inputs: JsonObject; env: Record<string, string> } {
  const budget = Budget.create();
  const env = evaluateVariables(step.env, { ...scope, env: {} }, budget);
  return { env, inputs: evaluateEntries(step.with, { ...scope, env }, budget) };
}

function evaluateVariables(
  templates: Record<string, Template>,
  scope: EvaluationScope,
  budget: Budget,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [
      name,
      String(evaluateTemplate(template, scope, budget)),
    ]),
  );
}

function evaluateEntries(
  entries: Record<string, Template>,
  scope: EvaluationScope,
  budget: Budget,
): JsonObject {
  const values: [string, JsonValue][] = [];
  for (const [name, template] of Object.entries(entries)) {
    const value = evaluateTemplate(template, scope, budget);
    if (value !== undefined) {
      values.push([name, value]);
    }
  }
  return Object.fromEntries(values);
}

function evaluateText(
  parts: (string | Expression)[],
  scope: EvaluationScope,
  budget: Budget,
): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
    } else {
      const value = evaluateToCel(part, scope, budget);
      if (value === undefined) {
        throw new ExpressionError(`\${{ ${part.source.trim()} }} is missing`);
      }
      text += toText(value);
    }
    if (text.length > limits.stringLength) {
      throw new ExpressionError(
        `A text is longer than ${limits.stringLength} characters`,
      );
    }
  }
  return text;
}
