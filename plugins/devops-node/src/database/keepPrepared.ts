import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

interface SqliteConnection {
  prepare(sql: string): unknown;
}

/** Far more texts than a plugin has; those with lists of many lengths come and go. */
const mostStatements = 500;
/** Longer ones are lists of their own, which hardly come again. */
const longestText = 4_000;

/**
 * On SQLite, keeps statements prepared, by their text: knex prepares each query
 * anew, which takes as long as many of them. For databases whose tables do not
 * change any more.
 */
export async function keepPrepared(knex: Knex): Promise<void> {
  if (!isSqlite(knex)) {
    return;
  }
  const { client } = knex;
  client.pool.on('createSuccess', (_: unknown, connection: SqliteConnection) =>
    keepOn(connection),
  );
  const connection = await client.acquireConnection();
  try {
    keepOn(connection);
  } finally {
    await client.releaseConnection(connection);
  }
}

function keepOn(connection: SqliteConnection): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, unknown>();
  connection.prepare = sql => {
    const statement = kept.get(sql) ?? prepare(sql);
    if (sql.length <= longestText) {
      // Behind the others, so that the first is the one not asked for longest.
      kept.delete(sql);
      kept.set(sql, statement);
      if (kept.size > mostStatements) {
        kept.delete(kept.keys().next().value!);
      }
    }
    return statement;
  };
}
