import type { WorkflowTriggers } from '../api/types';
import type { SourceFile } from '../source/SourceFile';
import type { SourceEntry } from '../source/SourceNode';
import { Fields } from './Fields';

/** Reads `triggers`; without any, the workflow can only be started by hand. */
export function parseTriggers(
  source: SourceFile,
  spec: Fields,
): WorkflowTriggers {
  const entry = spec.take('triggers');
  if (!entry) {
    return { manual: {} };
  }
  const fields = Fields.create(source, entry.value, '"triggers"');
  if (!fields) {
    return {};
  }
  fields.notYet('triggers', ['pullRequest', 'schedule', 'event', 'workflow']);
  const triggers: WorkflowTriggers = {};
  const push = fields.take('push');
  if (push) {
    triggers.push = parsePush(source, push);
  }
  const manual = fields.take('manual');
  if (manual) {
    triggers.manual = {};
    if (!isEmpty(manual)) {
      Fields.create(source, manual.value, '"manual"')?.end();
    }
  }
  fields.end();
  return triggers;
}

function parsePush(
  source: SourceFile,
  entry: SourceEntry,
): NonNullable<WorkflowTriggers['push']> {
  const fields = isEmpty(entry)
    ? undefined
    : Fields.create(source, entry.value, '"push"');
  if (!fields) {
    return {};
  }
  const push: NonNullable<WorkflowTriggers['push']> = {};
  for (const name of ['branches', 'tags', 'paths'] as const) {
    const patterns = fields.texts(name);
    if (!patterns) {
      continue;
    }
    for (const { value, at } of patterns) {
      if (value.length > 200 || /^!?$/.test(value) || value.includes('${{')) {
        source.report(
          at,
          'wrong-type',
          'A pattern is text of at most 200 characters, such as release/*, without expressions.',
        );
      }
      if (value.startsWith('refs/')) {
        const short = value.replace(/^refs\/(heads|tags)\//, '');
        source.report(
          at,
          'wrong-type',
          `Patterns are for short names: write "${short}", not "${value}".`,
          { fix: { title: `Change to "${short}"`, newText: short } },
        );
      }
    }
    push[name] = patterns.map(({ value }) => value);
  }
  fields.end();
  return push;
}

/** `push:` with nothing behind it. */
function isEmpty({ value }: SourceEntry): boolean {
  return value.kind === 'scalar' && value.value === null;
}
