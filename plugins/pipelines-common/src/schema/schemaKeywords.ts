/** What a keyword of a schema holds. */
export type KeywordKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'any'
  | 'list'
  | 'schema'
  | 'schemas'
  | 'names'
  | 'type'
  | 'more'
  | 'mark';

/** Keywords of a schema in a workflow file. */
export const schemaKeywords: Record<string, KeywordKind> = {
  $schema: 'text',
  title: 'text',
  description: 'text',
  default: 'any',
  examples: 'list',
  type: 'type',
  const: 'any',
  enum: 'list',
  format: 'text',
  minLength: 'number',
  maxLength: 'number',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  items: 'schema',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'boolean',
  properties: 'schemas',
  required: 'names',
  additionalProperties: 'more',
  minProperties: 'number',
  maxProperties: 'number',
  'x-dop': 'mark',
};

/** Marks of files and folders; others describe what a component made. */
export const fileMarks = ['artifact', 'test-report', 'sbom'];

export const schemaTypes = [
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
  'null',
];
