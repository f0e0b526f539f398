import type { JsonObject } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  workflowFileSchema,
} from '@dop/plugin-pipelines-common';
import type { OutlinePath } from './outline';

/** JSON Schema of a file as the language gives it: with references. */
export interface FileSchema extends Omit<JsonSchema, 'properties' | 'items'> {
  $ref?: string;
  anyOf?: FileSchema[];
  allOf?: FileSchema[];
  properties?: Record<string, FileSchema>;
  items?: FileSchema;
}

const file: JsonObject = workflowFileSchema();
const definitions = file.definitions as Record<string, JsonObject>;

/** All that a value may be at a place of a workflow file. */
export function schemasAt(path: OutlinePath): FileSchema[] {
  return schemasBelow([file as unknown as FileSchema], path);
}

/** The same below other schemas. */
export function schemasBelow(
  schemas: FileSchema[],
  path: OutlinePath,
): FileSchema[] {
  let found = schemas.flatMap(variants);
  for (const name of path) {
    found = found
      .map(schema => below(schema, name))
      .filter(schema => schema !== undefined)
      .flatMap(variants);
  }
  return found;
}

function below(
  schema: FileSchema,
  name: string | number,
): FileSchema | undefined {
  if (typeof name === 'number') {
    return schema.items;
  }
  if (schema.properties && Object.hasOwn(schema.properties, name)) {
    return schema.properties[name];
  }
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object'
    ? (additionalProperties as FileSchema)
    : undefined;
}

/** References and choices resolved; a description stays with each of them. */
function variants(schema: FileSchema): FileSchema[] {
  const { $ref, anyOf, allOf, ...own } = schema;
  const named = $ref
    ? [definitions[$ref.replace('#/definitions/', '')] as unknown as FileSchema]
    : [];
  const others = [...named, ...(anyOf ?? []), ...(allOf ?? [])];
  const { description } = own;
  return [
    ...(Object.keys(own).some(key => key !== 'description') ? [own] : []),
    ...others
      .flatMap(variants)
      .map(variant => ({ ...(description && { description }), ...variant })),
  ];
}

/** In words what a field takes: `text or a list of text`. */
export function describeSchemas(schemas: FileSchema[]): string | undefined {
  const words = new Set(
    schemas
      .map(schema => describeSchema(schema as JsonSchema))
      .filter(said => said !== 'any value'),
  );
  return words.size > 0 ? [...words].join(' or ') : undefined;
}
