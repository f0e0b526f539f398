import type { Knex } from 'knex';

/** Whether this is SQLite: one process, one connection, no row locks. */
export function isSqlite(knex: Pick<Knex, 'client'>): boolean {
  return String(knex.client.config.client).includes('sqlite');
}
