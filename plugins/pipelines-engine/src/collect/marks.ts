import type { JsonValue } from '@backstage/types';
import type { DopMark, JsonSchema } from '@dop/plugin-components-common';

/** A place in a value that its schema marks. */
export interface MarkedPlace {
  /** `report`, `files[0]` */
  path: string;
  mark: DopMark;
  value: JsonValue;
}

/** All places of a value that its schema marks with `x-dop`. */
export function markedPlaces(
  schema: JsonSchema,
  value: JsonValue | undefined,
  path = '',
): MarkedPlace[] {
  if (value === undefined || value === null) {
    return [];
  }
  const mark = schema['x-dop'];
  if (mark) {
    return [{ path, mark, value }];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items
      ? value.flatMap((item, index) =>
          markedPlaces(items, item, `${path}[${index}]`),
        )
      : [];
  }
  if (typeof value !== 'object') {
    return [];
  }
  return Object.entries(value).flatMap(([name, child]) => {
    const declared =
      schema.properties && Object.hasOwn(schema.properties, name)
        ? schema.properties[name]
        : schema.additionalProperties;
    return typeof declared === 'object'
      ? markedPlaces(declared, child, path ? `${path}.${name}` : name)
      : [];
  });
}

const fileMarks: ReadonlySet<DopMark> = new Set([
  'artifact',
  'test-report',
  'sbom',
]);

/** Marks of values that are files or folders. */
export function isFileMark(
  mark: DopMark,
): mark is 'artifact' | 'test-report' | 'sbom' {
  return fileMarks.has(mark);
}
