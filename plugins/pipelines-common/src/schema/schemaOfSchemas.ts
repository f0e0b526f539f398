import type { JsonObject } from '@backstage/types';
import {
  fileMarks,
  schemaKeywords,
  schemaTypes,
  type KeywordKind,
} from './schemaKeywords';

const schema: JsonObject = { $ref: '#/definitions/schema' };
const type: JsonObject = { enum: schemaTypes };

const kinds: Record<KeywordKind, JsonObject> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  any: {},
  list: { type: 'array', minItems: 1 },
  schema,
  schemas: { type: 'object', additionalProperties: schema },
  names: { type: 'array', items: { type: 'string' } },
  type: { anyOf: [type, { type: 'array', items: type, minItems: 1 }] },
  mark: { enum: fileMarks },
  more: { anyOf: [{ type: 'boolean' }, schema] },
};

/** What `readSchema` reads, as definitions of a schema for editors. */
export const schemaOfSchemas: JsonObject = {
  schema: {
    type: 'object',
    description: 'A JSON Schema; every part has a type, an enum or a const.',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(schemaKeywords).map(([keyword, kind]) => [
        keyword,
        kinds[kind],
      ]),
    ),
    anyOf: [
      { required: ['type'] },
      { required: ['enum'] },
      { required: ['const'] },
      { required: ['x-dop'] },
    ],
  },
  objectSchema: {
    allOf: [
      schema,
      { properties: { type: { const: 'object' } }, required: ['type'] },
    ],
  },
};
