import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

interface SqliteStatement {
  readonly reader: boolean;
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): unknown;
}

interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
}

interface PostgresConnection {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** As many different texts as the engine has, several times over. */
const textLimit = 500;

const numbered = new Map<string, string>();

/**
 * Runs a statement and gives its rows. Inside of a transaction it goes straight
 * to the connection: the engine has few texts and sends each of them again and
 * again, so nothing is built anew.
 *
 * @param sql - with `?` for each parameter, and no other question mark
 */
export async function execute<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[],
): Promise<Row[]> {
  const sqlite = isSqlite(knex);
  if (!isTransaction(knex)) {
    const result = await knex.raw(sql, bindings);
    return sqlite ? result : result.rows;
  }
  if (knex.isCompleted()) {
    throw new Error('The transaction is over');
  }
  // The transaction's own connection, not another one.
  const connection = await knex.client.acquireConnection();
  if (sqlite) {
    const statement = (connection as SqliteConnection).prepare(sql);
    if (!statement.reader) {
      statement.run(...bindings);
      return [];
    }
    return statement.all(...bindings) as Row[];
  }
  const { rows } = await (connection as PostgresConnection).query(
    numberedText(sql),
    [...bindings],
  );
  return rows as Row[];
}

function isTransaction(knex: Knex): knex is Knex.Transaction {
  return Boolean(knex.isTransaction);
}

/** PostgreSQL numbers its parameters. */
function numberedText(sql: string): string {
  let text = numbered.get(sql);
  if (text === undefined) {
    let count = 0;
    text = sql.replaceAll('?', () => {
      count += 1;
      return `$${count}`;
    });
    if (numbered.size > textLimit) {
      numbered.clear();
    }
    numbered.set(sql, text);
  }
  return text;
}
