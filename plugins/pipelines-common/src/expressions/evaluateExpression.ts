import type { JsonValue } from '@backstage/types';
import type { EvaluationScope, Expression } from '../plan';
import { Budget } from './Budget';
import { ExpressionCostError, ExpressionError } from './ExpressionError';
import { ExpressionInterpreter, type Names } from './ExpressionInterpreter';
import { parseExpression } from './parseExpression';
import { absent, toJson, type CelValue } from './values';

/**
 * The value of an expression; undefined where a name on the way is missing.
 *
 * @throws ExpressionError, with the source in its message
 */
export function evaluateExpression(
  expression: Expression,
  scope: EvaluationScope,
  budget: Budget = Budget.create(),
): JsonValue | undefined {
  const value = evaluateToCel(expression, scope, budget);
  return value === undefined ? undefined : toJson(value);
}

/** {@link evaluateExpression} before whole numbers become JSON. */
export function evaluateToCel(
  expression: Expression,
  scope: EvaluationScope,
  budget: Budget,
): CelValue | undefined {
  const parsed = parseExpression(expression.source);
  if ('problem' in parsed) {
    throw new ExpressionError(`${expression.source}: ${parsed.problem}`);
  }
  const interpreter = new ExpressionInterpreter(
    new Set(expression.doubles),
    budget,
  );
  try {
    const value = interpreter.run(parsed.ast, scope as unknown as Names);
    return value === absent ? undefined : value;
  } catch (error) {
    if (error instanceof ExpressionCostError) {
      throw error;
    }
    if (error instanceof ExpressionError) {
      throw new ExpressionError(
        `\${{ ${expression.source.trim()} }}: ${error.message}`,
      );
    }
    throw error;
  }
}
