import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

/** Any number that everybody who migrates agrees on. */
const migrating = 7_070_001;

/**
 * Brings tables up to date. Replicas that start at once do it one after the
 * other, and the lock of one that was killed meanwhile holds up nobody.
 *
 * @remarks Knex's own lock is a row: it lets the second replica fail instead of
 * wait, and stays for ever when its owner dies. PostgreSQL's goes with the
 * connection. On SQLite there is only one process.
 */
export async function migrate(
  knex: Knex,
  options: { directory: string; tableName?: string },
): Promise<void> {
  const bringUpToDate = async () => {
    await knex.migrate.forceFreeMigrationsLock(options);
    await knex.migrate.latest(options);
  };
  if (isSqlite(knex)) {
    await bringUpToDate();
    return;
  }
  await knex.transaction(async trx => {
    await trx.raw('SELECT pg_advisory_xact_lock(?)', [migrating]);
    await bringUpToDate();
  });
}
