import type { JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  isAssignable,
  typesOf,
} from '@dop/plugin-pipelines-common';
import type { OutlinePath } from './outline';
import type { YamlPlace } from './placeIn';
import type { FileSchema } from './schemaAt';
import type { Offer } from './types';
import type { WorkflowFacts } from './WorkflowFacts';

/** Values that the schemas of a field name. */
export function valueOffers(schemas: FileSchema[], place: YamlPlace): Offer[] {
  const offers = new Map<string, Offer>();
  for (const schema of schemas) {
    for (const [value, detail] of valuesOf(schema)) {
      const label = String(value);
      if (!offers.has(label)) {
        offers.set(label, {
          label,
          insert: written(value, place),
          detail,
          kind: 'value',
        });
      }
    }
  }
  return [...offers.values()];
}

function valuesOf(schema: FileSchema): [JsonValue, string?][] {
  const named = schema.const === undefined ? schema.enum : [schema.const];
  const types = [schema.type].flat();
  const values = named ?? (types.includes('boolean') ? [true, false] : []);
  return [
    ...values.map((value): [JsonValue, string?] => [
      value,
      value === schema.default ? 'without it' : undefined,
    ]),
    ...(schema.examples ?? []).map((value): [JsonValue, string?] => [
      value,
      'example',
    ]),
  ].filter(([value]) => value !== null && typeof value !== 'object');
}

/** Steps that a step may wait for and does not yet. */
export function needOffers(
  facts: WorkflowFacts,
  path: OutlinePath,
  place: YamlPlace,
  named: string[],
): Offer[] {
  const step = String(path[2]);
  const alone = path.length === 4 && !place.quote;
  return facts
    .stepsBefore(step)
    .filter(name => !named.includes(name))
    .map(name => ({
      label: name,
      insert: alone ? `[${name}]` : name,
      kind: 'name',
    }));
}

/** Expressions that read what fits an input: outputs, inputs and the matrix. */
export function linkOffers(
  input: JsonSchema,
  roots: Record<string, JsonSchema>,
  place: YamlPlace,
): Offer[] {
  const steps = Object.entries(roots.steps?.properties ?? {}).flatMap(
    ([step, { properties }]) =>
      Object.entries(properties?.outputs.properties ?? {}).map(
        ([name, type]): [string, JsonSchema] => [
          `steps.${step}.outputs.${name}`,
          type,
        ],
      ),
  );
  const others = ['matrix', 'inputs'].flatMap(root =>
    Object.entries(roots[root]?.properties ?? {}).map(
      ([name, type]): [string, JsonSchema] => [`${root}.${name}`, type],
    ),
  );
  return (
    [...steps, ...others]
      // Who writes a text of their own is not offered what only resembles it.
      .filter(([read]) => read.startsWith(place.before))
      .filter(([, type]) => typesOf(type) && isAssignable(type, input))
      .map(([read, type]) => ({
        label: read,
        insert: written(`\${{ ${read} }}`, place),
        detail: describeSchema(type),
        info: type.description,
        kind: 'name',
      }))
  );
}

/** A value as YAML has it, with quotes where it would be read otherwise. */
function written(value: JsonValue, { quote, flow }: YamlPlace): string {
  if (typeof value !== 'string' || quote) {
    return String(value);
  }
  const plain =
    /^[A-Za-z0-9./][\w./@:*^~-]*(?: [\w./@:*^~-]+)*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|~|[\d.]+)$/i.test(value) &&
    !/:(?:\s|$)/.test(value) &&
    !(flow && /[,{}[\]]/.test(value));
  return plain ? value : `'${value.replace(/'/g, "''")}'`;
}
