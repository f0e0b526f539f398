import type { JsonSchema, ObjectSchema } from '@dop/plugin-components-common';
import { describeSchema, isRequired } from '@dop/plugin-pipelines-common';
import type { YamlPlace } from './placeIn';
import { describeSchemas, schemasBelow, type FileSchema } from './schemaAt';
import type { Offer } from './types';

/** Fields of which a step has exactly one. */
const actions = ['uses', 'approve', 'workflow', 'external', 'delay'];

/** Names of the fields that maps of these schemas have. */
export function keyOffers(schemas: FileSchema[], place: YamlPlace): Offer[] {
  const offers = new Map<string, Offer>();
  const isStep = schemas.some(({ properties }) => properties?.allowFailure);
  const hasAction = place.siblings.some(name => actions.includes(name));
  for (const schema of schemas) {
    for (const name of Object.keys(schema.properties ?? {})) {
      const values = schemasBelow([schema], [name]);
      const closed = isStep && hasAction && actions.includes(name);
      if (!offers.has(name) && !closed) {
        offers.set(name, {
          label: name,
          insert: nameWith(name, values, place),
          detail: [
            describeSchemas(values),
            ...(schema.required?.includes(name) ? ['required'] : []),
          ].join(', '),
          info: values.find(value => value.description)?.description,
          kind: 'field',
        });
      }
    }
  }
  return [...offers.values()];
}

/** Names of the inputs of a step, those that it cannot do without first. */
export function inputOffers(inputs: ObjectSchema, place: YamlPlace): Offer[] {
  return Object.entries(inputs.properties ?? {})
    .map(([name, schema]) => ({
      name,
      schema,
      must: mustBeGiven(inputs, name),
    }))
    .sort((a, b) => Number(b.must) - Number(a.must))
    .map(({ name, schema, must }) => ({
      label: name,
      insert: nameWith(name, [], place),
      detail: describeSchema(schema) + (must ? ', required' : ''),
      info: [schema.description, defaultOf(schema)].filter(Boolean).join('\n'),
      kind: 'field',
    }));
}

/** A name that is written in capital letters, with what it is for. */
export function variableOffers(
  variables: { name: string; description?: string; required?: boolean }[],
  place: YamlPlace,
): Offer[] {
  return variables.map(({ name, description, required }) => ({
    label: name,
    insert: nameWith(name, [], place),
    detail: required ? 'required' : undefined,
    info: description,
    kind: 'field',
  }));
}

/** A name with its colon, and with room for the fields of a map. */
export function nameWith(
  name: string,
  values: FileSchema[],
  { colon, quote, column }: YamlPlace,
): string {
  if (colon || quote) {
    return name;
  }
  const isMap =
    values.length > 0 &&
    values.every(({ type }) => [type].flat().some(each => each === 'object'));
  const empty = values.every(
    value =>
      value.additionalProperties === false &&
      Object.keys(value.properties ?? {}).length === 0,
  );
  if (isMap && empty) {
    return `${name}: {}`;
  }
  return isMap && column !== undefined
    ? `${name}:\n${' '.repeat(column + 2)}`
    : `${name}: `;
}

function mustBeGiven(inputs: ObjectSchema, name: string): boolean {
  return (
    isRequired(inputs, name) &&
    (inputs.properties?.[name] as JsonSchema).default === undefined
  );
}

function defaultOf({ default: value }: JsonSchema): string | undefined {
  return value === undefined
    ? undefined
    : `Without it: ${JSON.stringify(value)}`;
}
