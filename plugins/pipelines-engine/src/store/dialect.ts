import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/** A value of a row that is sent to the database. */
export type Cell = string | number | null;

/** Names and types of the columns of rows that are sent to the database. */
export type Columns = Record<string, 'text' | 'bigint'>;

/**
 * Many rows as one parameter: a table expression `v` for use in `INSERT …
 * SELECT` and `UPDATE … FROM`, the same text for any number of rows.
 */
export function rowsTable(knex: Knex, columns: Columns): string {
  const sqlite = isSqlite(knex);
  const list = Object.entries(columns).map(([name, type], index) =>
    sqlite
      ? `json_extract(value, '$[${index}]') AS ${name}`
      : `CAST(value->>${index} AS ${type}) AS ${name}`,
  );
  const source = sqlite
    ? 'json_each(?)'
    : 'json_array_elements(CAST(? AS json)) AS rows(value)';
  return `(SELECT ${list.join(', ')} FROM ${source}) AS v`;
}

/** Inserts rows in one statement. */
export async function insertRows(
  knex: Knex,
  table: string,
  columns: Columns,
  rows: Cell[][],
  onConflict = '',
): Promise<void> {
  if (rows.length > 0) {
    const names = Object.keys(columns).join(', ');
    // `WHERE true` keeps SQLite from reading ON CONFLICT as part of a join.
    await knex.raw(
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${rowsTable(
        knex,
        columns,
      )} WHERE true ${onConflict}`,
      [JSON.stringify(rows)],
    );
  }
}

/** Runs an `UPDATE … RETURNING` and gives the number of rows that it proved. */
export async function updateRows(
  knex: Knex,
  sql: string,
  rows: Cell[][],
): Promise<number> {
  const result = await knex.raw(sql, [JSON.stringify(rows)]);
  return isSqlite(knex) ? result.length : result.rows.length;
}

/** The rows of a raw query. */
export async function rawRows<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[] = [],
): Promise<Row[]> {
  const result = await knex.raw(sql, bindings);
  return isSqlite(knex) ? result : result.rows;
}

/** The database's clock in ms since 1970, as an expression. */
export function nowExpression(knex: Knex): string {
  return isSqlite(knex)
    ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
    : 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)';
}

/** The database's clock now. */
export async function databaseNow(knex: Knex): Promise<number> {
  const [row] = await rawRows<{ now: number | string }>(
    knex,
    `SELECT ${nowExpression(knex)} AS now`,
  );
  return Number(row.now);
}

/** `FOR UPDATE` where rows have locks. */
export function forUpdate(knex: Knex): string {
  return isSqlite(knex) ? '' : 'FOR UPDATE';
}

/** Text that any database stores: PostgreSQL takes no NUL. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\u2400');
}

const transient = new Set(['40P01', '40001', 'SQLITE_BUSY', '55P03']);

/** Tries a transaction again after a deadlock or a busy database. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: string };
      if (!code || !transient.has(code) || attempt >= 10) {
        throw error;
      }
      await new Promise(resolve =>
        setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt, 6)),
      );
    }
  }
}
