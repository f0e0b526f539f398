import type { JsonObject } from '@backstage/types';
import { limits } from '../limits';
import { schemaOfSchemas } from '../schema/schemaOfSchemas';
import {
  duration,
  integer,
  mapSchema,
  name,
  oneOf,
  scalar,
  text,
  texts,
  variables,
  yes,
  type FieldTable,
} from './fieldTable';
import { actionFields, stepFields } from './stepFields';
import { triggerFields } from './triggerFields';

export const concurrencyFields = {
  group: {
    description: 'The name that runs share; may hold expressions.',
    schema: scalar,
    required: true,
  },
  limit: {
    description: 'How many runs of the group there are at once.',
    schema: { ...integer(1, 100), default: 1 },
  },
  whenBusy: {
    description: 'What happens to a run that finds no place.',
    schema: { ...oneOf(['queue', 'cancelOlder', 'reject']), default: 'queue' },
  },
  scope: {
    description:
      "Whose group it is: the workflow's own, or that of all of the owner's workflows.",
    schema: { ...oneOf(['workflow', 'owner']), default: 'workflow' },
  },
  holdWhileWaiting: {
    description: 'Whether a run that only waits keeps its place.',
    schema: { ...yes, default: false },
  },
} satisfies FieldTable;

export const specFields = {
  delivers: {
    description:
      "Entities that it delivers, component:checkout; of the repository's own namespace.",
    schema: texts,
  },
  triggers: {
    description: 'What starts it. Without it, people do.',
    schema: mapSchema(triggerFields),
  },
  inputs: {
    description: 'A JSON Schema of the type object.',
    schema: { $ref: '#/definitions/objectSchema' },
  },
  outputs: {
    description:
      'What it gives to a workflow that runs it as a step: names and expressions.',
    schema: { type: 'object', propertyNames: name },
  },
  concurrency: {
    description: 'How many runs of a group there are at once.',
    schema: mapSchema(concurrencyFields),
  },
  timeout: { description: 'Longest time of a run.', schema: duration },
  env: { description: 'Variables for all steps.', schema: variables },
  steps: {
    description: 'The steps, by name.',
    schema: {
      type: 'object',
      minProperties: 1,
      maxProperties: limits.steps,
      propertyNames: name,
      additionalProperties: { $ref: '#/definitions/step' },
    },
    required: true,
  },
} satisfies FieldTable;

export const metadataFields = {
  name: {
    description: 'Small letters, digits and dashes.',
    schema: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' },
    required: true,
  },
  title: { description: 'For people.', schema: text },
  description: { description: 'For people.', schema: text },
} satisfies FieldTable;

export const rootFields = {
  apiVersion: {
    description: 'Version of this format.',
    schema: { const: 'dop/v1' },
    required: true,
  },
  kind: {
    description: 'What the file is.',
    schema: { const: 'Workflow' },
    required: true,
  },
  metadata: {
    description: 'What it is called.',
    schema: mapSchema(metadataFields),
    required: true,
  },
  spec: {
    description: 'What it does.',
    schema: mapSchema(specFields),
    required: true,
  },
} satisfies FieldTable;

/** Definitions that the schemas of fields refer to. */
export const definitions: JsonObject = {
  step: mapSchema(stepFields, {
    oneOf: Object.keys(actionFields).map(field => ({ required: [field] })),
  }),
  ...schemaOfSchemas,
};
