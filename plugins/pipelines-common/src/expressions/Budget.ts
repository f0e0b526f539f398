import { limits } from '../limits';
import { ExpressionCostError } from './ExpressionError';

/** What is left of the cost that the expressions of one step may have. */
export class Budget {
  #left: number;

  private constructor(cost: number) {
    this.#left = cost;
  }

  static create(cost: number = limits.evaluationCost): Budget {
    return new Budget(cost);
  }

  /** @throws ExpressionCostError */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) {
      throw new ExpressionCostError(
        `The expressions of one step may cost ${limits.evaluationCost}; these cost more. Do the work in a component instead.`,
      );
    }
  }
}
