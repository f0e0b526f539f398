import type { JsonObject, JsonValue } from '@backstage/types';
import { limits } from '../limits';
import type {
  EnvSource,
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
  const outer = outerScope(plan, scope, budget);
  return evaluateExpression(step.if, outer, budget) === true;
}

/** What a step instance is started with. */
export interface EvaluatedStep {
  inputs: JsonObject;
  env: Record<string, string>;
  /** Which layer each variable comes from. */
  envSources: Record<string, EnvSource>;
}

/**
 * Inputs and variables of one step instance. Inputs whose value is missing are
 * left out; the component's schema and its defaults are not applied here.
 */
export function evaluateStep(
  plan: Pick<Plan, 'env'>,
  step: Pick<PlannedStep, 'with' | 'env'>,
  scope: Omit<EvaluationScope, 'env'>,
): EvaluatedStep {
  const budget = Budget.create();
  const variables = { ...scope, env: {} };
  const layers: [EnvSource, Record<string, string>][] = [
    ['portal', scope.portal ?? {}],
    [
      'workflow',
      // What the step says anyway need not be evaluated.
      evaluateVariables(without(plan.env, step.env), variables, budget),
    ],
    ['step', evaluateVariables(step.env, variables, budget)],
  ];
  const env: Record<string, string> = {};
  const envSources: Record<string, EnvSource> = {};
  for (const [source, values] of layers) {
    for (const [name, value] of Object.entries(values)) {
      env[name] = value;
      envSources[name] = source;
    }
  }
  const inputs = evaluateEntries(step.with, { ...scope, env }, budget);
  return { inputs, env, envSources };
}

/** The scope of what stands outside of a step instance. */
export function outerScope(
  plan: Pick<Plan, 'env'>,
  scope: Omit<EvaluationScope, 'env' | 'matrix'>,
  budget: Budget,
): EvaluationScope {
  const outer = { ...scope, env: {}, matrix: {} };
  const env = evaluateVariables(plan.env, outer, budget);
  return { ...outer, env: { ...scope.portal, ...env } };
}

function without<T>(
  entries: Record<string, T>,
  others: Record<string, unknown>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).filter(([name]) => !(name in others)),
  );
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

/** Values by name; those that are missing are left out. */
export function evaluateEntries(
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
