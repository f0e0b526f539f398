import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { execute } from './statements';

/** A value of a row that is sent to the database. */
export type Cell = string | number | null;

/** Names and types of the columns of rows that are sent to the database. */
export type Columns = Record<string, 'text' | 'bigint'>;

const sqliteTables = new WeakMap<Columns, string>();
const postgresTables = new WeakMap<Columns, string>();

/**
 * Many rows as a table expression `v` for use in `INSERT … SELECT` and `UPDATE …
 * FROM`, the same text for any number of rows: what they cost is the rows, not
 * the statement. SQLite takes them as one JSON text, PostgreSQL as one array for
 * each column.
 */
export function rowsTable(knex: Knex, columns: Columns): string {
  const texts = isSqlite(knex) ? sqliteTables : postgresTables;
  let text = texts.get(columns);
  if (!text) {
    text = isSqlite(knex) ? sqliteTable(columns) : postgresTable(columns);
    texts.set(columns, text);
  }
  return text;
}

function sqliteTable(columns: Columns): string {
  const list = Object.keys(columns).map(
    (name, index) => `json_extract(value, '$[${index}]') AS ${name}`,
  );
  return `(SELECT ${list.join(', ')} FROM json_each(?)) AS v`;
}

function postgresTable(columns: Columns): string {
  const arrays = Object.values(columns).map(type => `CAST(? AS ${type}[])`);
  return `unnest(${arrays.join(', ')}) AS v(${Object.keys(columns).join(
    ', ',
  )})`;
}

/** The parameters of a statement with {@link rowsTable} in it. */
export function rowsBindings(
  knex: Knex,
  columns: Columns,
  rows: Cell[][],
): Knex.RawBinding[] {
  if (isSqlite(knex)) {
    return [JSON.stringify(rows)];
  }
  return Object.values(columns).map((type, index) =>
    type === 'text' ? textArray(rows, index) : numberArray(rows, index),
  );
}

// Arrays as PostgreSQL reads them. Its driver can write them too, and needs
// several times as long.

function numberArray(rows: Cell[][], index: number): string {
  let text = '{';
  for (let at = 0; at < rows.length; at += 1) {
    text += `${at === 0 ? '' : ','}${rows[at][index] ?? 'NULL'}`;
  }
  return `${text}}`;
}

function textArray(rows: Cell[][], index: number): string {
  let text = '{';
  for (let at = 0; at < rows.length; at += 1) {
    const cell = rows[at][index];
    if (at > 0) {
      text += ',';
    }
    text += cell === null ? 'NULL' : quoted(String(cell));
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return /["\\]/.test(text)
    ? `"${text.replace(/["\\]/g, '\\$&')}"`
    : `"${text}"`;
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
    await execute(
      knex,
      insertStatement(table, columns, rowsTable(knex, columns), onConflict),
      rowsBindings(knex, columns, rows),
    );
  }
}

export function insertStatement(
  table: string,
  columns: Columns,
  rows: string,
  onConflict = '',
): string {
  const names = Object.keys(columns).join(', ');
  // `WHERE true` keeps SQLite from reading ON CONFLICT as part of a join.
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${rows} WHERE true ${onConflict}`;
}

/**
 * Runs a statement over rows that ends in `RETURNING`, and gives the number of
 * rows that it proved.
 *
 * @param sql - gets the table expression `v`
 */
export async function changeRows(
  knex: Knex,
  columns: Columns,
  sql: (table: string) => string,
  rows: Cell[][],
): Promise<number> {
  if (rows.length === 0) {
    return 0;
  }
  const proofs = await execute(
    knex,
    sql(rowsTable(knex, columns)),
    rowsBindings(knex, columns, rows),
  );
  return proofs.length;
}

/** The rows of a raw query. */
export async function rawRows<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[] = [],
): Promise<Row[]> {
  return execute<Row>(knex, sql, bindings);
}

/**
 * `column IN (many values)` as one parameter, so that the statement is the same
 * for any number of them.
 */
export function inList(
  knex: Knex,
  column: string,
  values: readonly string[],
): { sql: string; binding: Knex.RawBinding } {
  return isSqlite(knex)
    ? {
        sql: `${column} IN (SELECT value FROM json_each(?))`,
        binding: JSON.stringify(values),
      }
    : {
        sql: `${column} = ANY(CAST(? AS text[]))`,
        binding: [...values] as unknown as Knex.RawBinding,
      };
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
  return text.includes('\u0000') ? text.replaceAll('\u0000', '\u2400') : text;
}

/** Deadlock, lost race, lock not to be had; SQLite says why it is busy after that. */
const transient = /^(40P01|40001|55P03|SQLITE_BUSY(_.+)?)$/;

/** Tries a transaction again after a deadlock or a busy database. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: string };
      if (!code || !transient.test(code) || attempt >= 10) {
        throw error;
      }
      await new Promise(resolve =>
        setTimeout(resolve, Math.random() * 20 * 2 ** Math.min(attempt, 6)),
      );
    }
  }
}
