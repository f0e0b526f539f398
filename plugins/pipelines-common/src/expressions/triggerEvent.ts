import type { JsonSchema } from '@dop/plugin-components-common';
import { pullRequestActions, type TriggerType } from '../trigger';

const text: JsonSchema = { type: 'string' };

/** What `trigger.event` has whatever the type is. */
const always: Record<string, JsonSchema> = {
  before: text,
  message: text,
  author: text,
};

/** What it has beside that, by the type of the trigger. */
const only: Partial<Record<TriggerType, Record<string, JsonSchema>>> = {
  pullRequest: {
    number: { type: 'integer' },
    title: text,
    source: text,
    target: text,
    action: { type: 'string', enum: [...pullRequestActions] },
    pusher: text,
  },
  event: {
    id: text,
    type: text,
    source: text,
    subject: text,
    data: {
      type: 'object',
      properties: { content: {}, customData: {} },
      required: ['content', 'customData'],
      additionalProperties: false,
    },
  },
};

const words: Partial<Record<TriggerType, string>> = {
  pullRequest: 'pull requests',
  event: 'events',
};

/** The type of `trigger.event` where `trigger.type` is one of these. */
export function triggerEventType(types: readonly TriggerType[]): JsonSchema {
  const properties = Object.assign(
    { ...always },
    ...types.map(type => only[type] ?? {}),
  );
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter(name => hasField(types, name)),
    additionalProperties: false,
  };
}

/** Whether `trigger.event` has a field for each of these types. */
export function hasField(types: Iterable<string>, field: string): boolean {
  return (
    Object.hasOwn(always, field) ||
    [...types].every(type => typesWith(field).includes(type as TriggerType))
  );
}

/**
 * What to do about a field of `trigger.event` that is only there for some types;
 * undefined for what is not such a field.
 *
 * @param types - those that the workflow has
 */
export function whatToAsk(
  path: string[] | undefined,
  types: Iterable<string>,
): string | undefined {
  const [root, event, field] = path ?? [];
  const having =
    root === 'trigger' && event === 'event' && field ? typesWith(field) : [];
  if (having.length === 0) {
    return undefined;
  }
  const here = [...types].filter(type => having.includes(type as TriggerType));
  const name = `trigger.event.${field} is only there for`;
  return here.length > 0
    ? `${name} ${wordsOf(here)}: ask ${here
        .map(type => `trigger.type == "${type}"`)
        .join(' || ')} before.`
    : `${name} ${wordsOf(having)}, which do not start this workflow.`;
}

function typesWith(field: string): TriggerType[] {
  return (Object.keys(only) as TriggerType[]).filter(type =>
    Object.hasOwn(only[type]!, field),
  );
}

function wordsOf(types: string[]): string {
  return types.map(type => words[type as TriggerType]).join(' and ');
}
