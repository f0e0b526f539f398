import type { ObjectSchema } from '@dop/plugin-components-common';
import { readSchema } from '../schema/readSchema';
import { validateValue } from '../schema/validateValue';
import type { SourceFile } from '../source/SourceFile';
import type { SourceEntry } from '../source/SourceNode';
import { checkName } from './parseEntries';

/**
 * Reads the schema of named values, `inputs` or a form. Expressions can name each
 * of them, nothing else is let through, and each default fits.
 */
export function parseObjectSchema(
  source: SourceFile,
  entry: SourceEntry | undefined,
): ObjectSchema | undefined {
  const schema =
    entry &&
    readSchema(entry.value, (at, message) =>
      source.report(at, 'bad-schema', message),
    );
  if (!schema || !entry) {
    return undefined;
  }
  if (schema.type !== 'object') {
    source.report(
      entry.value.at,
      'bad-schema',
      `"${entry.key}" must be a schema of the type object.`,
    );
    return undefined;
  }
  for (const { key, keyAt } of entriesOf(entry, 'properties')) {
    checkName(source, key, keyAt);
    const property = schema.properties?.[key];
    const problem =
      property?.default !== undefined &&
      validateValue(property, property.default)[0];
    if (problem) {
      source.report(
        keyAt,
        'bad-schema',
        `The default of "${key}" does not fit its schema: ${problem.message}.`,
      );
    }
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(schema.properties ?? {}, name)) {
      source.report(
        entry.keyAt,
        'bad-schema',
        `"${name}" is required but not among the properties.`,
      );
    }
  }
  return { additionalProperties: false, ...schema, type: 'object' };
}

function entriesOf({ value }: SourceEntry, field: string): SourceEntry[] {
  const found =
    value.kind === 'map'
      ? value.entries.find(({ key }) => key === field)?.value
      : undefined;
  return found?.kind === 'map' ? found.entries : [];
}
