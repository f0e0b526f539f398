import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';
import { keepPrepared } from './keepPrepared';
import { migrate } from './migrate';

/**
 * The plugin's database, migrated and set up as the portal needs it. On SQLite:
 * write-ahead log, every commit on disk before it is answered, statements kept
 * prepared. On PostgreSQL: no transaction that stands still.
 *
 * @remarks SQLite has one connection, so inside a transaction every query goes
 * through its `trx`, and nothing else is awaited there.
 * @param packageName - the plugin's own package, which has a folder `migrations`
 */
export async function openDatabase(
  database: DatabaseService,
  packageName: string,
): Promise<Knex> {
  const knex = await database.getClient();
  await tuneSqlite(knex, 'FULL');
  limitIdleTransactions(knex);
  if (!database.migrations?.skip) {
    await migrate(knex, {
      directory: resolvePackagePath(packageName, 'migrations'),
    });
    await migrateEvents(knex);
  }
  await keepPrepared(knex);
  return knex;
}

/** Makes or updates the tables of outbox and inbox in a plugin's database. */
export async function migrateEvents(knex: Knex): Promise<void> {
  await migrate(knex, {
    directory: resolvePackagePath('@dop/plugin-devops-node', 'migrations'),
    tableName: 'devops_knex_migrations',
  });
}

/**
 * On SQLite, writes to a log ahead; does nothing elsewhere.
 *
 * @param synchronous - `FULL`: what is committed is on disk. `NORMAL`: the last
 * seconds before a cut of the power may be missing, and nothing is broken.
 */
export async function tuneSqlite(
  knex: Knex,
  synchronous: 'FULL' | 'NORMAL',
): Promise<void> {
  if (!isSqlite(knex)) {
    return;
  }
  knex.client.pool?.on?.(
    'createSuccess',
    (_: unknown, connection: { pragma?: (source: string) => void }) => {
      connection.pragma?.(`synchronous = ${synchronous}`);
    },
  );
  await knex.raw('PRAGMA journal_mode = WAL');
  await knex.raw(`PRAGMA synchronous = ${synchronous}`);
}

/**
 * On PostgreSQL, ends transactions in which nothing is asked for so long: a
 * replica that is frozen in the middle of one would keep its locks from all
 * others until it is back. To be called before the first query.
 */
export function limitIdleTransactions(knex: Knex, ms = 30_000): void {
  if (isSqlite(knex)) {
    return;
  }
  knex.client.pool?.on?.(
    'createSuccess',
    (_: unknown, connection: { query: (sql: string) => Promise<unknown> }) => {
      connection
        .query(`SET idle_in_transaction_session_timeout = ${ms}`)
        // The connection broke; whoever uses it hears of that.
        .catch(() => undefined);
    },
  );
}
