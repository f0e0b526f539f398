import type { JsonObject } from '@backstage/types';
import { namePattern } from '../expressions/names';

/** A field of a map in a workflow file. */
export interface FieldDefinition {
  /** Said by editors. */
  description: string;
  /** JSON Schema of its value, as far as one can say it. */
  schema: JsonObject;
  required?: true;
}

/** The fields of one map: what the parser reads, and what editors know. */
export type FieldTable = Record<string, FieldDefinition>;

/** The schema of a map with these fields. */
export function mapSchema(
  table: FieldTable,
  more: JsonObject = {},
): JsonObject {
  const required = Object.keys(table).filter(field => table[field].required);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      Object.entries(table).map(([field, { description, schema }]) => [
        field,
        { description, ...schema },
      ]),
    ),
    ...more,
  };
}

// Values that stand in many fields.

export const text: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 2_000,
};
export const texts: JsonObject = {
  anyOf: [text, { type: 'array', items: text }],
};
export const yes: JsonObject = { type: 'boolean' };
export const scalar: JsonObject = { type: ['string', 'number', 'boolean'] };
export const duration: JsonObject = {
  type: 'string',
  pattern: '^(\\d{1,6}[smhd])+$',
  examples: ['90s', '10m', '1h30m', '7d'],
};
export const condition: JsonObject = { type: ['string', 'boolean'] };
export const name: JsonObject = { pattern: namePattern.source };
export const variables: JsonObject = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$' },
  additionalProperties: scalar,
};

export function integer(minimum: number, maximum: number): JsonObject {
  return { type: 'integer', minimum, maximum };
}

export function oneOf(values: string[]): JsonObject {
  return { type: 'string', enum: values };
}
