import { boundedList, boundedText } from './bounded';
import type { Budget } from './Budget';
import { ExpressionError } from './ExpressionError';
import {
  checkRange,
  compareNumbers,
  equal,
  isMap,
  isNumber,
  type CelValue,
} from './values';

/** `<`, `<=`, `>` and `>=` */
export function order(
  operator: '<' | '<=' | '>' | '>=',
  a: CelValue,
  b: CelValue,
  budget: Budget,
): boolean {
  let difference: number;
  if (isNumber(a) && isNumber(b)) {
    difference = compareNumbers(a, b);
  } else if (typeof a === 'string' && typeof b === 'string') {
    budget.spend(Math.min(a.length, b.length) / 64);
    difference = Number(a > b) - Number(a < b);
  } else {
    throw new ExpressionError(`"${operator}" needs two numbers or two texts`);
  }
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

/** `+`, of numbers, texts and lists */
export function add(a: CelValue, b: CelValue, budget: Budget): CelValue {
  if (typeof a === 'string' && typeof b === 'string') {
    return boundedText(budget, a + b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return boundedList(budget, [...a, ...b]);
  }
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    return checkRange(a + b);
  }
  if (isNumber(a) && isNumber(b)) {
    return Number(a) + Number(b);
  }
  throw new ExpressionError('"+" needs two numbers, texts or lists');
}

/** `-`, `*`, `/` and `%` */
export function arithmetic(
  operator: '-' | '*' | '/' | '%',
  a: CelValue,
  b: CelValue,
): CelValue {
  if (!isNumber(a) || !isNumber(b)) {
    throw new ExpressionError('expected a number');
  }
  if (typeof a !== 'bigint' || typeof b !== 'bigint') {
    const [x, y] = [Number(a), Number(b)];
    return { '-': x - y, '*': x * y, '/': x / y, '%': x % y }[operator];
  }
  if (b === 0n && (operator === '/' || operator === '%')) {
    throw new ExpressionError('division by zero');
  }
  switch (operator) {
    case '-':
      return checkRange(a - b);
    case '*':
      return checkRange(a * b);
    case '/':
      return checkRange(a / b);
    default:
      return a % b;
  }
}

/** `in`, for elements of lists and names of maps */
export function isMember(
  needle: CelValue,
  all: CelValue,
  budget: Budget,
): boolean {
  if (Array.isArray(all)) {
    return all.some(item => equal(needle, item, cost => budget.spend(cost)));
  }
  return isMap(all) && Object.hasOwn(all, String(needle));
}
