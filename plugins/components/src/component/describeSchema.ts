import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import type { JsonSchema, ObjectSchema } from '@dop/plugin-components-common';
import type { componentsTranslationRef } from '../translation';

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

type Translate = TranslationFunction<typeof componentsTranslationRef.T>;

const marks = {
  artifact: 'artifact',
  'test-report': 'testReport',
  image: 'image',
  sbom: 'sbom',
  deployment: 'deployment',
} as const;

/** The properties of a schema, required ones first. */
export function fieldsOf(t: Translate, schema: ObjectSchema): FieldRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => ({
      name,
      type: typeInWords(t, property),
      required: required.has(name),
      default:
        property.default === undefined
          ? undefined
          : JSON.stringify(property.default),
      description: property.description ?? property.title,
      rules: rulesOf(t, property),
    }))
    .sort((a, b) => Number(b.required) - Number(a.required));
}

export function typeInWords(t: Translate, schema: JsonSchema): string {
  if (schema['x-dop']) {
    return t(`schema.marks.${marks[schema['x-dop']]}`);
  }
  const [type] = [schema.type ?? []].flat().filter(name => name !== 'null');
  switch (type) {
    case 'string':
      return schema.format === 'date-time'
        ? t('schema.time')
        : t('schema.text');
    case 'integer':
      return t('schema.wholeNumber');
    case 'boolean':
      return t('schema.yesOrNo');
    case 'array':
      return schema.items
        ? t('schema.listOf', { type: typeInWords(t, schema.items) })
        : t('schema.list');
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? t('schema.byName', {
            type: typeInWords(t, schema.additionalProperties),
          })
        : t('schema.object');
    case undefined:
      return t('schema.anything');
    default:
      return type;
  }
}

function rulesOf(t: Translate, schema: JsonSchema): string[] {
  const { minimum, maximum, minItems, maxItems, pattern } = schema;
  const entries = range(t, minItems, maxItems);
  return [
    schema.enum &&
      t('schema.oneOf', {
        values: schema.enum.map(it => String(it)).join(', '),
      }),
    range(t, minimum, maximum),
    entries && t('schema.entries', { range: entries }),
    pattern && t('schema.matches', { pattern }),
  ].filter((rule): rule is string => Boolean(rule));
}

function range(
  t: Translate,
  from: number | undefined,
  to: number | undefined,
): string | undefined {
  if (from !== undefined && to !== undefined) {
    return t('schema.range', { from: String(from), to: String(to) });
  }
  if (from !== undefined) {
    return from === 0 ? undefined : t('schema.atLeast', { from: String(from) });
  }
  return to === undefined ? undefined : t('schema.atMost', { to: String(to) });
}
