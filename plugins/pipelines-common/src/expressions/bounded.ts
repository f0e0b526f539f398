import { limits } from '../limits';
import type { Budget } from './Budget';
import { ExpressionError } from './ExpressionError';
import type { CelValue } from './values';

/** Text that an expression made, if it is not too long. */
export function boundedText(budget: Budget, value: string): string {
  budget.spend(value.length / 64);
  checkLength(value.length);
  return value;
}

/** A list that an expression made, if it is not too long. */
export function boundedList(budget: Budget, list: CelValue[]): CelValue[] {
  budget.spend(list.length / 8);
  if (list.length > limits.listElements) {
    throw new ExpressionError(
      `the list has more than ${limits.listElements} elements`,
    );
  }
  return list;
}

/** Counts first: text that is too long is never made. */
export function joined(
  budget: Budget,
  list: CelValue[],
  between: string,
): string {
  const length = list.reduce<number>(
    (sum, item) => sum + String(item).length,
    between.length * Math.max(0, list.length - 1),
  );
  checkLength(length);
  return boundedText(budget, list.join(between));
}

function checkLength(length: number): void {
  if (length > limits.stringLength) {
    throw new ExpressionError(
      `the text is longer than ${limits.stringLength} characters`,
    );
  }
}
