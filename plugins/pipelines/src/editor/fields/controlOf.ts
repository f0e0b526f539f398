import type { JsonObject, JsonValue } from '@backstage/types';

/** How a value is edited; `yaml` takes whatever the others do not cover. */
export type Control =
  | 'text'
  | 'lines'
  | 'number'
  | 'switch'
  | 'select'
  | 'list'
  | 'pairs'
  | 'fields'
  | 'yaml';

/** Longer texts than these are seldom of one line. */
const mostOfOneLine = 10_000;

const scalars = ['string', 'number', 'integer', 'boolean'];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typesOf({ type }: JsonObject): string[] {
  return [type].flat().filter(each => typeof each === 'string');
}

function isScalar(schema: unknown): boolean {
  if (!isObject(schema)) {
    return false;
  }
  const types = typesOf(schema);
  return types.length > 0 && types.every(type => scalars.includes(type));
}

function isText(schema: unknown): boolean {
  return isObject(schema) && typesOf(schema).join() === 'string';
}

function wantedControl(schema: JsonObject): Control {
  const { anyOf, enum: choices, items, properties } = schema;
  if (Array.isArray(choices)) {
    return choices.every(choice => typeof choice === 'string')
      ? 'select'
      : 'yaml';
  }
  if (Array.isArray(anyOf)) {
    const [one, many] = anyOf;
    const isList =
      anyOf.length === 2 &&
      isText(one) &&
      isObject(many) &&
      many.type === 'array' &&
      isText(many.items);
    return isList ? 'list' : 'yaml';
  }
  const types = typesOf(schema).filter(type => type !== 'null');
  if (types.length === 1) {
    switch (types[0]) {
      case 'string':
        return Number(schema.maxLength ?? 0) > mostOfOneLine ? 'lines' : 'text';
      case 'integer':
      case 'number':
        return 'number';
      case 'boolean':
        return 'switch';
      case 'array':
        return isText(items) ? 'list' : 'yaml';
      default:
        if (isObject(properties) && !isObject(schema.additionalProperties)) {
          return 'fields';
        }
        return isScalar(schema.additionalProperties) ? 'pairs' : 'yaml';
    }
  }
  return isScalar(schema) ? 'text' : 'yaml';
}

function isLine(value: JsonValue): boolean {
  return typeof value === 'string' && !value.includes('\n');
}

function shows(
  control: Control,
  value: JsonValue,
  schema: JsonObject,
): boolean {
  switch (control) {
    case 'text':
      return (
        isLine(value) || typeof value === 'number' || typeof value === 'boolean'
      );
    case 'lines':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'switch':
      return typeof value === 'boolean';
    case 'select':
      return Array.isArray(schema.enum) && schema.enum.includes(value);
    case 'list':
      return isLine(value) || (Array.isArray(value) && value.every(isLine));
    case 'pairs':
      return (
        isObject(value) &&
        Object.values(value).every(
          each => isLine(each as JsonValue) || typeof each !== 'object',
        ) &&
        Object.values(value).every(
          each => typeof each !== 'string' || !each.includes('\n'),
        )
      );
    case 'fields':
      return isObject(value);
    default:
      return true;
  }
}

/** The control for a value of this schema, one that shows all of the value. */
export function controlOf(
  schema: JsonObject,
  value: JsonValue | undefined,
): Control {
  const control = wantedControl(schema);
  if (value === undefined || (value === null && control === 'fields')) {
    return control;
  }
  if (control === 'text' && typeof value === 'string' && value.includes('\n')) {
    return 'lines';
  }
  return shows(control, value, schema) ? control : 'yaml';
}
