import type { JsonObject, JsonValue } from '@backstage/types';
import { ExpressionError } from './ExpressionError';

/** A value while an expression is evaluated: whole numbers are 64-bit. */
export type CelValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | CelValue[]
  | { [name: string]: CelValue };

/** Stands for a name that is missing. */
export const absent = Symbol('absent');

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/** Whole numbers of JSON are 64-bit numbers, until a type says `number`. */
export function fromJson(value: JsonValue): CelValue {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  // Lists and objects stay as they are; their elements are turned when read.
  return value as CelValue;
}

/** @throws ExpressionError for a whole number that JSON cannot carry exactly */
export function toJson(value: CelValue): JsonValue {
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) {
      throw new ExpressionError(
        `The whole number ${value} is too large for JSON, which is exact up to ${Number.MAX_SAFE_INTEGER}. Turn it into text with string(…).`,
      );
    }
    return Number(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ExpressionError('The result is no finite number.');
  }
  if (Array.isArray(value)) {
    return value.map(toJson);
  }
  if (typeof value === 'object' && value !== null) {
    const result: JsonObject = {};
    for (const name of Object.keys(value)) {
      Object.defineProperty(result, name, {
        value: toJson(value[name]),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return result;
  }
  return value;
}

/** The 64-bit number, or an error where it does not fit. */
export function checkRange(value: bigint): bigint {
  if (value < smallest || value > largest) {
    throw new ExpressionError(`${value} does not fit into 64 bits.`);
  }
  return value;
}

/** As `string(…)` and text around an expression write it. */
export function toText(value: CelValue): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(toJson(value));
  }
  return String(value);
}

/** Deep equality; numbers by value. Spends one for each pair that it compares, more for long text. */
export function equal(
  a: CelValue,
  b: CelValue,
  spend: (cost: number) => void,
): boolean {
  spend(
    typeof a === 'string' && typeof b === 'string' && a.length === b.length
      ? 1 + a.length / 64
      : 1,
  );
  if (isNumber(a) && isNumber(b)) {
    return compareNumbers(a, b) === 0;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, at) => equal(item, b[at], spend))
    );
  }
  if (isMap(a) && isMap(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every(
        name => Object.hasOwn(b, name) && equal(a[name], b[name], spend),
      )
    );
  }
  return a === b;
}

/** Less than 0, 0 or more than 0; whole numbers and doubles mixed. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (a < b) {
    return -1;
  }
  return a > b ? 1 : 0;
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isMap(value: CelValue): value is { [name: string]: CelValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
