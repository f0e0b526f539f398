import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  limitIdleTransactions,
  migrateEvents,
  tuneSqlite,
} from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/**
 * The catalog's database with the module's own tables and the inbox in it. The
 * catalog keeps account of its own migrations; these have a table beside it.
 *
 * @remarks The catalog writes much and only what can be read again, so a cut of
 * the power may take the last seconds of it.
 */
export async function openCatalogDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  await tuneSqlite(knex, 'NORMAL');
  limitIdleTransactions(knex);
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@dop/plugin-catalog-backend-module-dop',
        'migrations',
      ),
      tableName: 'dop_knex_migrations',
    });
    await migrateEvents(knex);
  }
  return knex;
}
