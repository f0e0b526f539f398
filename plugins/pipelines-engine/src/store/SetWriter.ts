import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import {
  insertStatement,
  rowsBindings,
  rowsTable,
  type Cell,
  type Columns,
} from './dialect';
import { execute } from './statements';

interface Part {
  columns: Columns;
  /** Gets the table expression `v`. */
  sql: (table: string) => string;
  rows: Cell[][];
  /** It has to find every row, and proves it by `RETURNING`. */
  proved: boolean;
}

/**
 * Gathers statements that do not depend on each other's effects. PostgreSQL gets
 * them as one, because each of them would be a way there and back; SQLite has no
 * way to go and gets one after the other.
 */
export class SetWriter {
  readonly #parts: Part[] = [];

  insert(table: string, columns: Columns, rows: Cell[][]): void {
    this.#add({
      columns,
      sql: v => insertStatement(table, columns, v),
      rows,
      proved: false,
    });
  }

  /** An `UPDATE … RETURNING` that must find every row. */
  prove(
    columns: Columns,
    sql: (table: string) => string,
    rows: Cell[][],
  ): void {
    this.#add({ columns, sql, rows, proved: true });
  }

  #add(part: Part): void {
    if (part.rows.length > 0) {
      this.#parts.push(part);
    }
  }

  /** @throws Error if a row was not as it had been read */
  async write(trx: Knex.Transaction): Promise<void> {
    const parts = this.#parts.splice(0);
    if (isSqlite(trx)) {
      for (const { columns, sql, rows, proved } of parts) {
        const found = await execute(
          trx,
          sql(rowsTable(trx, columns)),
          rowsBindings(trx, columns, rows),
        );
        check(rows.length, proved ? found.length : rows.length);
      }
    } else if (parts.length > 0) {
      await this.#writeAsOne(trx, parts);
    }
  }

  async #writeAsOne(trx: Knex.Transaction, parts: Part[]): Promise<void> {
    const texts = parts.map(
      ({ columns, sql }, index) =>
        `p${index} AS (${sql(rowsTable(trx, columns))})`,
    );
    const counts = parts.map(({ proved }, index) =>
      proved ? `(SELECT count(*) FROM p${index}) AS p${index}` : '',
    );
    const [row] = await execute<Record<string, string>>(
      trx,
      `WITH ${texts.join(', ')} SELECT ${
        counts.filter(Boolean).join(', ') || '1'
      }`,
      parts.flatMap(({ columns, rows }) => rowsBindings(trx, columns, rows)),
    );
    parts.forEach(({ rows, proved }, index) =>
      check(rows.length, proved ? Number(row[`p${index}`]) : rows.length),
    );
  }
}

function check(wanted: number, found: number): void {
  if (wanted !== found) {
    throw new Error(
      `${wanted} rows were to change and ${found} did; somebody else was faster`,
    );
  }
}
