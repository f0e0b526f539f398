import type { JsonValue } from '@backstage/types';
import type {
  JsonSchema,
  JsonSchemaType,
  ObjectSchema,
} from '@dop/plugin-components-common';

/** An object without anything in it. */
export const emptyObject: ObjectSchema = {
  type: 'object',
  properties: {},
  additionalProperties: false,
};

/** The types that a schema allows; undefined when it says nothing. */
export function typesOf(schema: JsonSchema): JsonSchemaType[] | undefined {
  if (schema.type !== undefined) {
    return Array.isArray(schema.type) ? schema.type : [schema.type];
  }
  const values = valuesOf(schema);
  return values && [...new Set(values.map(typeOfValue))];
}

/** The type of a value; whole numbers are `integer`. */
export function typeOfValue(value: JsonValue | undefined): JsonSchemaType {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value as 'string' | 'boolean' | 'object';
}

/** All values that a schema allows, where it lists them. */
export function valuesOf(schema: JsonSchema): JsonValue[] | undefined {
  if (schema.const !== undefined) {
    return [schema.const];
  }
  return schema.enum;
}

/** The schema of a property, declared or by `additionalProperties`. */
export function propertyOf(
  schema: JsonSchema,
  name: string,
): JsonSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, name)) {
    return schema.properties[name];
  }
  return typeof schema.additionalProperties === 'object'
    ? schema.additionalProperties
    : undefined;
}

export function isRequired(schema: JsonSchema, name: string): boolean {
  return schema.required?.includes(name) ?? false;
}

/** The schema of named values once defaults are filled in. */
export function certainSchema(schema: JsonSchema): JsonSchema {
  const certain = Object.entries(schema.properties ?? {})
    .filter(([, { default: value }]) => value !== undefined)
    .map(([name]) => name);
  return certain.length === 0
    ? schema
    : {
        ...schema,
        required: [...new Set([...(schema.required ?? []), ...certain])],
      };
}

/** The schema of an artifact value, as an expression sees it. */
const artifactSchema: JsonSchema = {
  type: 'object',
  properties: {
    path: { type: 'string' },
    digest: { type: 'string' },
    size: { type: 'integer' },
    mediaType: { type: 'string' },
  },
  required: ['path', 'digest', 'size', 'mediaType'],
};

/** The schema of an image value, where its component does not say more. */
const imageSchema: JsonSchema = {
  type: 'object',
  properties: {
    repository: { type: 'string' },
    digest: { type: 'string' },
    tag: { type: 'string' },
  },
  required: ['repository', 'digest'],
};

/** The names in a value that is marked as something the portal knows. */
export function markedSchema(schema: JsonSchema): JsonSchema | undefined {
  if (isFile(schema)) {
    return artifactSchema;
  }
  return schema['x-dop'] === 'image' && !schema.properties
    ? imageSchema
    : undefined;
}

/** Whether a value of this mark is a file or folder. */
export function isFile(schema: JsonSchema): boolean {
  const mark = schema['x-dop'];
  return mark === 'artifact' || mark === 'test-report' || mark === 'sbom';
}

/** Whether a file or folder stands anywhere in values of a schema. */
export function hasFile(schema: JsonSchema): boolean {
  return (
    isFile(schema) ||
    [
      ...Object.values(schema.properties ?? {}),
      ...(schema.items ? [schema.items] : []),
      ...(typeof schema.additionalProperties === 'object'
        ? [schema.additionalProperties]
        : []),
    ].some(hasFile)
  );
}

/** A type in words: `text`, `a list of numbers`, `a file or folder`. */
export function describeSchema(schema: JsonSchema): string {
  if (isFile(schema)) {
    return schema['x-dop'] === 'artifact'
      ? 'a file or folder'
      : `a file (${schema['x-dop']})`;
  }
  const values = valuesOf(schema);
  if (values && values.length <= 8) {
    return values.map(value => JSON.stringify(value)).join(' or ');
  }
  const types = typesOf(schema);
  if (!types) {
    return 'any value';
  }
  return types
    .map(type => {
      switch (type) {
        case 'string':
          return 'text';
        case 'integer':
          return 'a whole number';
        case 'number':
          return 'a number';
        case 'boolean':
          return 'true or false';
        case 'null':
          return 'null';
        case 'array':
          return schema.items
            ? `a list of ${describeSchema(schema.items)}`
            : 'a list';
        default:
          return schema['x-dop']
            ? `an object (${schema['x-dop']})`
            : 'an object';
      }
    })
    .join(' or ');
}

/** Deep equality of JSON values. */
export function equalJson(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
): boolean {
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, at) => equalJson(item, b[at]))
    );
  }
  if (
    !a ||
    !b ||
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    Array.isArray(a) ||
    Array.isArray(b)
  ) {
    return false;
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(name => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  );
}
