import { isTerminal, type RunState } from '@dop/plugin-pipelines-common';
import {
  attemptTable,
  cascades,
  runTable,
  stepTable,
  type Table,
} from '../table';

type Events = Readonly<Record<string, readonly string[]>>;
type AnyTable = Readonly<Record<string, Events>>;

const subjects: [string, Table<never> | object][] = [
  ['Run', runTable],
  ['Step instance', stepTable],
  ['Attempt', attemptTable],
];

/** The tables of states as a part of the documentation: diagrams and lists. */
export function renderTables(): string {
  return [
    ...subjects.flatMap(([title, table]) => [
      `### ${title}`,
      '',
      diagram(table as AnyTable),
      '',
      list(table as AnyTable),
      '',
    ]),
    '### What follows inside of one event',
    '',
    ...Object.entries(cascades).map(
      ([name, meaning]) => `- \`${name}\`: ${meaning}`,
    ),
  ].join('\n');
}

/** What leaves a state; all ends are one. */
function diagram(table: AnyTable): string {
  const [first] = Object.keys(table);
  const lines = [`  [*] --> ${first}`];
  for (const [from, events] of Object.entries(table)) {
    const ways = new Map<string, string[]>();
    for (const [event, targets] of Object.entries(events)) {
      for (const to of targets) {
        const end = isOver(to) ? '[*]' : to;
        if (to !== from) {
          const label = ways.get(end) ?? [];
          ways.set(end, label.includes(event) ? label : [...label, event]);
        }
      }
    }
    for (const [to, labels] of ways) {
      lines.push(`  ${from} --> ${to}: ${labels.join(', ')}`);
    }
  }
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

function isOver(state: string): boolean {
  return isTerminal(state as RunState);
}

function list(table: AnyTable): string {
  const rows = Object.entries(table).flatMap(([from, events]) =>
    Object.entries(events).map(([event, targets]) => [
      from,
      `\`${event}\``,
      targets.join(', '),
    ]),
  );
  const all = [['state', 'event', 'may become'], ...rows];
  const widths = [0, 1, 2].map(column =>
    Math.max(...all.map(row => row[column].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [
    line(all[0]),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}
