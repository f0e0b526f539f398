import type { JsonObject } from '@backstage/types';
import { namePattern } from '../expressions/names';
import { limits } from '../limits';
import { schemaOfSchemas } from '../schema/schemaOfSchemas';

/** A field of a map in a workflow file. */
export interface FieldDefinition {
  /** Said by editors. */
  description: string;
  /** JSON Schema of its value, as far as one can say it. */
  schema: JsonObject;
  required?: true;
}

/** The fields of one map: what the parser reads, and what editors know. */
export type FieldTable = Record<string, FieldDefinition>;

const text: JsonObject = { type: 'string', minLength: 1, maxLength: 2_000 };
const texts: JsonObject = { anyOf: [text, { type: 'array', items: text }] };
const yes: JsonObject = { type: 'boolean' };
const scalar: JsonObject = { type: ['string', 'number', 'boolean'] };
const duration: JsonObject = {
  type: 'string',
  pattern: '^(\\d{1,6}[smhd])+$',
  examples: ['90s', '10m', '1h30m', '7d'],
};
const condition: JsonObject = { type: ['string', 'boolean'] };
const name: JsonObject = { pattern: namePattern.source };
const variables: JsonObject = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$' },
  additionalProperties: scalar,
};

function integer(minimum: number, maximum: number): JsonObject {
  return { type: 'integer', minimum, maximum };
}

function oneOf(values: string[]): JsonObject {
  return { type: 'string', enum: values };
}

/** The schema of a map with these fields. */
export function mapSchema(
  table: FieldTable,
  more: JsonObject = {},
): JsonObject {
  const required = Object.keys(table).filter(field => table[field].required);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      Object.entries(table).map(([field, { description, schema }]) => [
        field,
        { description, ...schema },
      ]),
    ),
    ...more,
  };
}

/** Or nothing behind the colon. */
function orNothing(schema: JsonObject): JsonObject {
  return { ...schema, type: ['object', 'null'] };
}

export const pushFields = {
  branches: {
    description:
      'Patterns of branches: * for any characters but /, ** for any, ! before one takes away.',
    schema: texts,
  },
  tags: { description: 'Patterns of tags.', schema: texts },
  paths: {
    description: 'Patterns of files, one of which must have changed.',
    schema: texts,
  },
} satisfies FieldTable;

export const pullRequestFields = {
  branches: {
    description: 'Patterns of the branches into which it would be merged.',
    schema: texts,
  },
  paths: {
    description: 'Patterns of files, one of which must have changed.',
    schema: texts,
  },
} satisfies FieldTable;

export const eventFields = {
  types: {
    description:
      'Types of CDEvents, such as dev.cdevents.artifact.published; * stands for any characters.',
    schema: texts,
    required: true,
  },
} satisfies FieldTable;

export const scheduleFields = {
  cron: {
    description: 'Minute, hour, day of the month, month, day of the week.',
    schema: { ...text, examples: ['0 2 * * 1-5'] },
    required: true,
  },
  timezone: {
    description: 'A name of the IANA database; without it UTC.',
    schema: { ...text, examples: ['Europe/Berlin'] },
  },
} satisfies FieldTable;

export const triggerFields = {
  push: {
    description: 'Starts when branches or tags change.',
    schema: orNothing(mapSchema(pushFields)),
  },
  manual: {
    description: 'Lets people start it.',
    schema: orNothing(mapSchema({})),
  },
  schedule: {
    description: 'Starts at these times, at the head of the default branch.',
    schema: {
      anyOf: [
        mapSchema(scheduleFields),
        {
          type: 'array',
          minItems: 1,
          maxItems: limits.schedules,
          items: mapSchema(scheduleFields),
        },
      ],
    },
  },
  workflow: {
    description: 'Is only run as a step of other workflows.',
    schema: orNothing(mapSchema({})),
  },
  pullRequest: {
    description: 'Starts for pull requests.',
    schema: orNothing(mapSchema(pullRequestFields)),
  },
  event: {
    description: 'Starts when a CDEvent arrives.',
    schema: mapSchema(eventFields),
  },
} satisfies FieldTable;

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

export const retryFields = {
  attempts: {
    description: 'How often it is tried, the first time included.',
    schema: integer(1, 10),
    required: true,
  },
  backoff: {
    description:
      'Wait before the second attempt; doubles with each further one.',
    schema: duration,
  },
  on: {
    description: 'After what it is tried again; both without it.',
    schema: {
      anyOf: [
        oneOf(['failed', 'timedOut']),
        { type: 'array', items: oneOf(['failed', 'timedOut']) },
      ],
    },
  },
} satisfies FieldTable;

export const approveFields = {
  by: {
    description: 'Groups and users that may decide: group:qa, user:jane.',
    schema: texts,
    required: true,
  },
  timeout: {
    description: 'How long it waits; without it for ever.',
    schema: duration,
  },
  form: {
    description: 'A JSON Schema of what they fill in.',
    schema: { $ref: '#/definitions/objectSchema' },
  },
} satisfies FieldTable;

export const externalFields = {
  connection: {
    description: 'Name of the connection to the external system.',
    schema: text,
    required: true,
  },
  operation: {
    description: 'What the system does, such as build.',
    schema: text,
    required: true,
  },
  with: {
    description: 'Inputs of the operation.',
    schema: { type: 'object' },
  },
} satisfies FieldTable;

const combinations: JsonObject = {
  type: 'array',
  maxItems: limits.matrixInstances,
  items: { type: 'object', propertyNames: name, additionalProperties: scalar },
};

/** Beside the axes, whose names are free. */
export const matrixFields = {
  include: {
    description: 'Further combinations; each names all axes.',
    schema: combinations,
  },
  exclude: {
    description: 'Combinations that are left out.',
    schema: combinations,
  },
} satisfies FieldTable;

/** Fields of which a step has exactly one: what it does. */
export const actionFields = {
  uses: {
    description: 'A DevOps component, namespace/name@range.',
    schema: { ...text, examples: ['dop/shell@1'] },
  },
  approve: {
    description: 'Waits until a person says yes or no.',
    schema: mapSchema(approveFields),
  },
  workflow: {
    description: 'Runs another workflow file of this repository.',
    schema: { ...text, examples: ['.dop/acceptance.yaml'] },
  },
  external: {
    description: 'Drives an external system.',
    schema: mapSchema(externalFields),
  },
  delay: { description: 'Waits for this long.', schema: duration },
} satisfies FieldTable;

export const stepFields = {
  title: { description: 'For people.', schema: text },
  ...actionFields,
  needs: {
    description: 'Steps that must end first. A link is a need by itself.',
    schema: texts,
  },
  if: {
    description: 'An expression that gives true or false.',
    schema: condition,
  },
  with: {
    description: 'Inputs of the component or of the other workflow.',
    schema: { type: 'object' },
  },
  env: {
    description: "Variables of the step, over the workflow's.",
    schema: variables,
  },
  secrets: {
    description:
      'Secrets by the variable of the component that gets them: NPM_TOKEN: shop/npm-token.',
    schema: { ...variables, additionalProperties: text },
  },
  matrix: {
    description:
      'Lists of values, or expressions that give lists. The step runs once for each combination.',
    schema: mapSchema(matrixFields, {
      propertyNames: name,
      additionalProperties: {
        anyOf: [
          { type: 'array', items: scalar },
          { type: 'string', pattern: '\\$\\{\\{' },
        ],
      },
    }),
  },
  retry: {
    description: 'Tries again after a failure.',
    schema: mapSchema(retryFields),
  },
  timeout: {
    description:
      "Longest time of one attempt; the component's own counts where it is smaller. Of the other run, for a workflow.",
    schema: duration,
  },
  allowFailure: {
    description: 'A failure counts as a warning.',
    schema: yes,
  },
  always: {
    description: 'Runs also when a need failed or the run is being ended.',
    schema: yes,
  },
  onFailure: {
    description: 'Runs only when one of its needs failed.',
    schema: yes,
  },
  runner: {
    description: 'Which kind of runner takes it.',
    schema: text,
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
