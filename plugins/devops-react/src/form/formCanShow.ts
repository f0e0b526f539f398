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

/** Longer texts than these may have lines; a field of one would lose them. */
const mostOfOneLine = 10_000;

function hasLines(schema: Schema, value: unknown): boolean {
  return (
    schema.type === 'string' &&
    !schema.enum &&
    ((typeof value === 'string' && value.includes('\n')) ||
      Number(schema.maxLength ?? 0) > mostOfOneLine)
  );
}

/**
 * How the fields look: texts with lines in areas; what a form cannot show, and
 * what is named, as JSON.
 *
 * @param value - what the fields begin with
 */
export function uiSchemaOf(
  schema: object,
  value: unknown,
  asJson: readonly string[] = [],
): UiSchema {
  const { properties, items } = schema as Schema;
  const values = isSchema(value) ? value : {};
  const ui: UiSchema = {};
  if (hasLines(schema as Schema, value)) {
    ui['ui:widget'] = 'textarea';
  }
  for (const [name, below] of Object.entries(properties ?? {})) {
    ui[name] =
      !asJson.includes(name) && formCanShow(below)
        ? uiSchemaOf(below as object, values[name])
        : { 'ui:field': 'json' };
  }
  if (isSchema(items)) {
    const entries: unknown[] = Array.isArray(value) ? value : [];
    const longest = entries.find(entry => hasLines(items, entry));
    ui.items = uiSchemaOf(items, longest ?? entries[0]);
  }
  return ui;
}
