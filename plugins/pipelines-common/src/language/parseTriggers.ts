import type { WorkflowTriggers } from '../api/types';
import { limits } from '../limits';
import type { SourceFile } from '../source/SourceFile';
import type { SourceEntry } from '../source/SourceNode';
import { checkPatterns } from './checkPatterns';
import { checkSchedule } from './checkSchedule';
import { Fields } from './Fields';
import type { FieldTable } from './fieldTable';
import {
  eventFields,
  pullRequestFields,
  pushFields,
  scheduleFields,
  triggerFields,
} from './triggerFields';

/** Reads `triggers`; without any, the workflow can only be started by hand. */
export function parseTriggers(
  source: SourceFile,
  entry: SourceEntry | undefined,
): WorkflowTriggers {
  if (!entry) {
    return { manual: {} };
  }
  const fields = Fields.create(
    source,
    entry.value,
    '"triggers"',
    triggerFields,
  );
  if (!fields) {
    return {};
  }
  const triggers: WorkflowTriggers = {};
  const push = fields.take('push');
  if (push) {
    const patterns = mapOf(source, push, pushFields);
    triggers.push = present({
      branches: checkPatterns(source, patterns?.texts('branches')),
      tags: checkPatterns(source, patterns?.texts('tags')),
      paths: checkPatterns(source, patterns?.texts('paths')),
    });
  }
  const pullRequest = fields.take('pullRequest');
  if (pullRequest) {
    const patterns = mapOf(source, pullRequest, pullRequestFields);
    triggers.pullRequest = present({
      branches: checkPatterns(source, patterns?.texts('branches')),
      paths: checkPatterns(source, patterns?.texts('paths')),
    });
  }
  for (const name of ['manual', 'workflow'] as const) {
    const given = fields.take(name);
    if (given) {
      triggers[name] = {};
      mapOf(source, given, {});
    }
  }
  const schedule = fields.take('schedule');
  if (schedule) {
    triggers.schedule = parseSchedule(source, schedule);
  }
  const event = fields.take('event');
  if (event) {
    const given = Fields.create(source, event.value, '"event"', eventFields);
    given?.need('types', 'the types of CDEvents that start it.');
    triggers.event = present({
      types: (given?.texts('types') ?? []).map(({ value, at }) => {
        if (!/^[a-z0-9*-]+(\.[a-z0-9*-]+)*$/.test(value)) {
          source.report(
            at,
            'wrong-type',
            'A type of a CDEvent is such as dev.cdevents.artifact.published.',
          );
        }
        return value;
      }),
      repositories: checkPatterns(source, given?.texts('repositories')),
    });
  }
  return triggers;
}

function parseSchedule(
  source: SourceFile,
  { keyAt, value: node }: SourceEntry,
): NonNullable<WorkflowTriggers['schedule']> {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length > limits.schedules) {
    source.report(
      keyAt,
      'too-large',
      `A workflow has at most ${limits.schedules} times, this one has ${items.length}.`,
    );
  }
  return items.slice(0, limits.schedules).flatMap(item => {
    const fields = Fields.create(
      source,
      item,
      'An element of "schedule"',
      scheduleFields,
    );
    fields?.need('cron', 'when it starts, such as "0 2 * * 1-5".');
    const cron = fields?.text('cron');
    const timezone = fields?.text('timezone');
    return cron ? checkSchedule(source, cron, timezone) ?? [] : [];
  });
}

/** The fields of a map that may be left empty: `push:` with nothing behind it. */
function mapOf<T extends FieldTable>(
  source: SourceFile,
  { key, value }: SourceEntry,
  table: T,
): Fields<keyof T & string> | undefined {
  return value.kind === 'scalar' && value.value === null
    ? undefined
    : Fields.create(source, value, `"${key}"`, table);
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as T;
}
