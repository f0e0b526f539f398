import type { JsonObject } from '@backstage/types';
import { limits } from '../limits';
import {
  condition,
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
} satisfies FieldTable;
