import type { JsonSchema, ObjectSchema } from '@dop/plugin-components-common';

/** One input or output, as a table shows it. */
export interface FieldRow {
  name: string;
  /** In words: `list of text`, `file or folder`. */
  type: string;
  required: boolean;
  /** As JSON; absent where there is none. */
  default?: string;
  description?: string;
  /** What else must hold: `1 to 65535`, `one of a, b`. */
  rules: string[];
}

const marks = {
  artifact: 'file or folder',
  'test-report': 'test report',
  image: 'image',
  sbom: 'bill of materials',
  deployment: 'deployment',
} as const;

/** The properties of a schema, required ones first. */
export function fieldsOf(schema: ObjectSchema): FieldRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => ({
      name,
      type: typeInWords(property),
      required: required.has(name),
      default:
        property.default === undefined
          ? undefined
          : JSON.stringify(property.default),
      description: property.description ?? property.title,
      rules: rulesOf(property),
    }))
    .sort((a, b) => Number(b.required) - Number(a.required));
}

export function typeInWords(schema: JsonSchema): string {
  if (schema['x-dop']) {
    return marks[schema['x-dop']];
  }
  const [type] = [schema.type ?? []].flat().filter(name => name !== 'null');
  switch (type) {
    case 'string':
      return schema.format === 'date-time' ? 'time' : 'text';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return 'yes or no';
    case 'array':
      return schema.items ? `list of ${typeInWords(schema.items)}` : 'list';
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `${typeInWords(schema.additionalProperties)} by name`
        : 'object';
    case undefined:
      return 'anything';
    default:
      return type;
  }
}

function rulesOf(schema: JsonSchema): string[] {
  const { minimum, maximum, minItems, maxItems, pattern } = schema;
  return [
    schema.enum && `one of ${schema.enum.map(it => String(it)).join(', ')}`,
    range(minimum, maximum, ''),
    range(minItems, maxItems, ' entries'),
    pattern && `matches ${pattern}`,
  ].filter((rule): rule is string => Boolean(rule));
}

function range(
  from: number | undefined,
  to: number | undefined,
  unit: string,
): string | undefined {
  if (from !== undefined && to !== undefined) {
    return `${from} to ${to}${unit}`;
  }
  if (from !== undefined) {
    return from === 0 ? undefined : `at least ${from}${unit}`;
  }
  return to === undefined ? undefined : `at most ${to}${unit}`;
}
