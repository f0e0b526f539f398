import type { DopMark, JsonSchema } from '../JsonSchema';

/**
 * Who looks at a value: a `program` writes artifacts as `{ path }` only, the
 * `portal` knows digest, size and media type as well.
 */
export type SchemaView = 'program' | 'portal';

const digest: JsonSchema = {
  type: 'string',
  pattern: '^sha256:[a-f0-9]{64}$',
};

function shape(mark: DopMark, view: SchemaView): JsonSchema {
  switch (mark) {
    case 'image':
      return {
        type: 'object',
        required: ['repository', 'digest'],
        properties: {
          repository: { type: 'string', minLength: 1, maxLength: 255 },
          digest,
          tag: { type: 'string', maxLength: 128 },
        },
      };
    case 'deployment':
      return {
        type: 'object',
        required: ['environment'],
        properties: { environment: { type: 'string', minLength: 1 } },
      };
    default:
      return {
        type: 'object',
        required:
          view === 'portal'
            ? ['path', 'digest', 'size', 'mediaType']
            : ['path'],
        properties: {
          path: { type: 'string', minLength: 1, maxLength: 4000 },
          digest,
          size: { type: 'integer', minimum: 0 },
          mediaType: { type: 'string', maxLength: 200 },
        },
      };
  }
}

/**
 * The same schema in plain JSON Schema: what carries a mark (`x-dop`) gets the
 * shape that such values have.
 */
export function expandMarks<T extends JsonSchema>(
  schema: T,
  view: SchemaView,
): T {
  const { 'x-dop': mark, ...rest } = schema;
  const expanded: JsonSchema = { ...rest };
  if (schema.properties) {
    expanded.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, below]) => [
        name,
        expandMarks(below, view),
      ]),
    );
  }
  if (schema.items) {
    expanded.items = expandMarks(schema.items, view);
  }
  if (typeof schema.additionalProperties === 'object') {
    expanded.additionalProperties = expandMarks(
      schema.additionalProperties,
      view,
    );
  }
  if (!mark) {
    return expanded as T;
  }
  const own = shape(mark, view);
  return {
    ...expanded,
    ...own,
    properties: { ...expanded.properties, ...own.properties },
    required: [
      ...new Set([...(expanded.required ?? []), ...(own.required ?? [])]),
    ],
  } as T;
}
