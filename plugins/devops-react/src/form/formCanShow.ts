import type { UiSchema } from '@rjsf/utils';

type Schema = Record<string, unknown>;

const scalars = ['string', 'number', 'integer', 'boolean'];

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether fields can be made for values of this schema. Not for what may be
 * anything, or one of several shapes.
 */
export function formCanShow(schema: unknown): boolean {
  if (!isSchema(schema) || schema.oneOf || schema.anyOf || schema.allOf) {
    return false;
  }
  const { type, properties, additionalProperties } = schema;
  if (type === 'array') {
    return formCanShow(schema.items);
  }
  if (type !== 'object') {
    return Array.isArray(schema.enum) || scalars.includes(String(type));
  }
  const named = isSchema(properties) && Object.keys(properties).length > 0;
  return named || formCanShow(additionalProperties);
}

/** Leaves what a form cannot show, and what is named, to fields of JSON. */
export function uiSchemaOf(
  schema: object,
  asJson: readonly string[] = [],
): UiSchema {
  const { properties, items } = schema as Schema;
  const ui: UiSchema = {};
  for (const [name, below] of Object.entries(properties ?? {})) {
    ui[name] =
      !asJson.includes(name) && formCanShow(below)
        ? uiSchemaOf(below)
        : { 'ui:field': 'json' };
  }
  if (isSchema(items)) {
    ui.items = uiSchemaOf(items);
  }
  return ui;
}
