import type { Knex } from 'knex';
import type { StepModel } from '../core';
import { changeRows, storable, type Cell, type Columns } from './dialect';

/** Step instances by state. */
export function countsOf(
  steps: readonly Pick<StepModel, 'state'>[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of steps) {
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/**
 * Runs an `UPDATE … RETURNING` that must find every row.
 *
 * @throws Error if it did not
 */
export async function proven(
  trx: Knex.Transaction,
  columns: Columns,
  sql: (table: string) => string,
  rows: Cell[][],
): Promise<void> {
  const count = await changeRows(trx, columns, sql, rows);
  if (count !== rows.length) {
    throw new Error(
      `${rows.length} rows were to change and ${count} did; somebody else was faster`,
    );
  }
}

/** A text that any database takes, cut to a bearable length. */
export function textCell(text: string | undefined): string | null {
  return text === undefined ? null : storable(text.slice(0, 4_000));
}

/** A boolean as a number. */
export function flag(value: boolean | undefined): number | null {
  if (value === undefined) {
    return null;
  }
  return value ? 1 : 0;
}
