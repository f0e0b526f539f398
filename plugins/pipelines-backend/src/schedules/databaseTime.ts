import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/** The database's clock, ms since 1970: the same for every replica. */
export async function databaseTime(knex: Knex): Promise<number> {
  if (isSqlite(knex)) {
    // It runs in this process, on this machine's clock.
    return Date.now();
  }
  const { rows } = await knex.raw<{ rows: { now: string }[] }>(
    'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now',
  );
  return Number(rows[0].now);
}
