import type { JsonObject } from '@backstage/types';
import { limits } from '../limits';
import { mapSchema, text, texts, type FieldTable } from './fieldTable';

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
  repositories: {
    description:
      'Patterns of the names of repositories of the same owner; without them, all of these.',
    schema: texts,
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
