import type { JsonObject, JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  equalJson,
  isFile,
  propertyOf,
  typeOfValue,
  typesOf,
  valuesOf,
} from './schemaTypes';

/** What is wrong with a value, and where in it. */
export interface ValueProblem {
  /** Names and positions from the top, `['matrix', 0]`. */
  path: (string | number)[];
  /** One clause: `expected text, found a number`. */
  message: string;
  /** Set for a name that is missing. */
  missing?: string;
  /** Set for a name that is not expected. */
  unknown?: string;
}

const formats: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]{1,64}@[^\s@]{1,255}$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

/**
 * Checks a JSON value against a schema and says where it does not fit; at most
 * 20 problems. Interprets the schema instead of compiling it, because both may
 * come from a repository. `pattern` is left to the check of the component.
 *
 * @param skip - values that are not checked, such as places of expressions
 */
export function validateValue(
  schema: JsonSchema,
  value: JsonValue,
  skip: (path: (string | number)[]) => boolean = () => false,
): ValueProblem[] {
  const problems: ValueProblem[] = [];
  check(schema, value, [], problems, skip);
  return problems;
}

/** Fills in `default` of the properties that are absent, at every level. */
export function withDefaults(schema: JsonSchema, value: JsonValue): JsonValue {
  if (!isObject(value) || isFile(schema)) {
    return value;
  }
  const result: JsonObject = { ...value };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const given = Object.hasOwn(result, name) ? result[name] : undefined;
    const filled = given === undefined ? property.default : given;
    if (filled !== undefined) {
      result[name] = withDefaults(property, filled);
    }
  }
  return result;
}

function check(
  schema: JsonSchema,
  value: JsonValue,
  path: (string | number)[],
  problems: ValueProblem[],
  skip: (path: (string | number)[]) => boolean,
): void {
  if (problems.length >= 20 || skip(path)) {
    return;
  }
  const add = (message: string, more: Partial<ValueProblem> = {}) =>
    problems.push({ path, message, ...more });
  if (isFile(schema)) {
    if (!isObject(value) || typeof value.digest !== 'string') {
      add('expected a file or folder that a step left, use an expression');
    }
    return;
  }
  const type = typeOfValue(value);
  const types = typesOf(schema);
  const fits =
    !types ||
    types.includes(type) ||
    (type === 'integer' && types.includes('number'));
  const values = valuesOf(schema);
  if (!fits || (values && !values.some(known => equalJson(known, value)))) {
    add(`expected ${describeSchema(schema)}, found ${shown(value)}`);
    return;
  }
  if (typeof value === 'string') {
    checkString(schema, value, add);
  } else if (typeof value === 'number') {
    checkNumber(schema, value, add);
  } else if (Array.isArray(value)) {
    checkList(schema, value, add);
    value.forEach((item, at) => {
      if (schema.items) {
        check(schema.items, item, [...path, at], problems, skip);
      }
    });
  } else if (isObject(value)) {
    checkObject(schema, value, path, problems, skip);
  }
}

function checkString(
  schema: JsonSchema,
  value: string,
  add: (message: string) => void,
): void {
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength) {
    add(`is shorter than ${schema.minLength} characters`);
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    add(`is longer than ${schema.maxLength} characters`);
  }
  const format = schema.format && formats[schema.format];
  if (format && !(value.length <= 2_000 && format.test(value))) {
    add(`is not of the format ${schema.format}`);
  }
}

function checkNumber(
  schema: JsonSchema,
  value: number,
  add: (message: string) => void,
): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && value < minimum) {
    add(`must be at least ${minimum}`);
  }
  if (maximum !== undefined && value > maximum) {
    add(`must be at most ${maximum}`);
  }
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
    add(`must be more than ${exclusiveMinimum}`);
  }
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) {
    add(`must be less than ${exclusiveMaximum}`);
  }
  if (schema.multipleOf && !Number.isInteger(value / schema.multipleOf)) {
    add(`must be a multiple of ${schema.multipleOf}`);
  }
}

function checkList(
  schema: JsonSchema,
  value: JsonValue[],
  add: (message: string) => void,
): void {
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    add(`has fewer than ${schema.minItems} elements`);
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    add(`has more than ${schema.maxItems} elements`);
  }
  if (schema.uniqueItems) {
    const seen = new Set(value.map(item => JSON.stringify(item)));
    if (seen.size < value.length) {
      add('has an element twice');
    }
  }
}

function checkObject(
  schema: JsonSchema,
  value: JsonObject,
  path: (string | number)[],
  problems: ValueProblem[],
  skip: (path: (string | number)[]) => boolean,
): void {
  const names = Object.keys(value);
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) {
      problems.push({ path, message: `"${name}" is missing`, missing: name });
    }
  }
  for (const name of names) {
    const property = propertyOf(schema, name);
    if (property) {
      check(property, value[name]!, [...path, name], problems, skip);
    } else if (schema.additionalProperties === false) {
      problems.push({
        path: [...path, name],
        message: `"${name}" is not known`,
        unknown: name,
      });
    }
  }
  const { minProperties, maxProperties } = schema;
  if (minProperties !== undefined && names.length < minProperties) {
    problems.push({ path, message: `has fewer than ${minProperties} names` });
  }
  if (maxProperties !== undefined && names.length > maxProperties) {
    problems.push({ path, message: `has more than ${maxProperties} names` });
  }
}

function shown(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
