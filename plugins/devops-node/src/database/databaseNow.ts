import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

/**
 * The database's clock as a value in a query, ms since 1970: the same for every
 * replica, whatever the clocks of their machines say. SQLite runs in this
 * process.
 *
 * @param plusMs - so much later
 */
export function databaseNow(knex: Knex, plusMs = 0): number | Knex.Raw {
  return isSqlite(knex)
    ? Date.now() + plusMs
    : knex.raw(
        'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) + ?',
        [Math.round(plusMs)],
      );
}
