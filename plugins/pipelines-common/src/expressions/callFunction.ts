import { limits } from '../limits';
import { ExpressionError } from './ExpressionError';
import { checkRange, isMap, toText, type CelValue } from './values';

/** `size(x)`, `string(x)`, `int(x)`, `double(x)`. */
export function callFunction(name: string, value: CelValue): CelValue {
  switch (name) {
    case 'size':
      return BigInt(sizeOf(value));
    case 'string':
      return toText(value);
    case 'int':
      return toInteger(value);
    case 'double':
      return toDouble(value);
    default:
      throw new ExpressionError(`there is no function ${name}()`);
  }
}

/** Functions on text; characters are Unicode code points. */
export function callTextMethod(
  name: string,
  text: string,
  parameters: CelValue[],
  spend: (cost: number) => void,
): CelValue {
  const [first = '', second = ''] = parameters.map(parameter =>
    typeof parameter === 'bigint' ? '' : String(parameter),
  );
  // Searching is quick on real text, and quadratic on text made for it.
  spend(
    1 + text.length / 64 + (text.length * Math.min(first.length, 4096)) / 8192,
  );
  switch (name) {
    case 'startsWith':
      return text.startsWith(first);
    case 'endsWith':
      return text.endsWith(first);
    case 'contains':
      return text.includes(first);
    case 'lowerAscii':
      return text.replace(/[A-Z]+/g, part => part.toLowerCase());
    case 'upperAscii':
      return text.replace(/[a-z]+/g, part => part.toUpperCase());
    case 'trim':
      return text.trim();
    case 'size':
      return BigInt(sizeOf(text));
    case 'indexOf':
      return position(text, text.indexOf(first));
    case 'lastIndexOf':
      return position(text, text.lastIndexOf(first));
    case 'replace':
      return replaceAll(text, first, second);
    case 'substring':
      return substring(text, parameters);
    case 'split':
      return split(text, first);
    default:
      throw new ExpressionError(`there is no function ${name}()`);
  }
}

function sizeOf(value: CelValue): number {
  if (typeof value === 'string') {
    let size = 0;
    for (let at = 0; at < value.length; size++) {
      at += value.codePointAt(at)! > 0xffff ? 2 : 1;
    }
    return size;
  }
  if (Array.isArray(value)) {
    return value.length;
  }
  if (isMap(value)) {
    return Object.keys(value).length;
  }
  throw new ExpressionError('size() needs text, a list or a map');
}

function position(text: string, at: number): bigint {
  return at < 0 ? -1n : BigInt(sizeOf(text.slice(0, at)));
}

function replaceAll(text: string, search: string, replacement: string): string {
  const parts = split(text, search);
  const length = text.length + parts.length * replacement.length;
  if (length > limits.stringLength) {
    throw new ExpressionError(
      `replace() makes a text longer than ${limits.stringLength} characters`,
    );
  }
  return parts.join(replacement);
}

function split(text: string, separator: string): string[] {
  const parts = text.split(separator, limits.listElements + 1);
  if (parts.length > limits.listElements) {
    throw new ExpressionError(
      `the text has more than ${limits.listElements} parts`,
    );
  }
  return parts;
}

function substring(text: string, parameters: CelValue[]): string {
  const characters = Array.from(text);
  const [start, end = BigInt(characters.length)] = parameters as bigint[];
  if (start < 0n || end > BigInt(characters.length) || start > end) {
    throw new ExpressionError(
      `substring(${start}, ${end}) is outside of a text of ${characters.length} characters`,
    );
  }
  return characters.slice(Number(start), Number(end)).join('');
}

function toInteger(value: CelValue): bigint {
  if (typeof value === 'bigint') {
    return value;
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return checkRange(BigInt(Math.trunc(value)));
  }
  if (typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value)) {
    return checkRange(BigInt(value.replace('+', '')));
  }
  throw new ExpressionError(`${quote(value)} is no whole number`);
}

function toDouble(value: CelValue): number {
  if (typeof value === 'bigint' || typeof value === 'number') {
    return Number(value);
  }
  if (
    typeof value === 'string' &&
    value.length < 400 &&
    /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
  ) {
    return Number(value);
  }
  throw new ExpressionError(`${quote(value)} is no number`);
}

function quote(value: CelValue): string {
  return JSON.stringify(toText(value).slice(0, 50));
}
