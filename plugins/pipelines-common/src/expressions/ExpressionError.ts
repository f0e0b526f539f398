import { CustomErrorBase } from '@backstage/errors';

/** An expression that could not be evaluated; the message says which and why. */
export class ExpressionError extends CustomErrorBase {
  name = 'ExpressionError' as const;
}

/** The expressions of one step cost more than they may. */
export class ExpressionCostError extends ExpressionError {}
