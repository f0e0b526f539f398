import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { migrateEvents } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/**
 * The catalog's database with the module's own tables and the inbox in it. The
 * catalog keeps account of its own migrations; these have a table beside it.
 */
export async function openCatalogDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
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
