import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/**
 * Brings the engine's tables up to date. They live beside the tables of whoever
 * uses the engine and have a migration table of their own.
 */
export async function openStore(knex: Knex): Promise<void> {
  await knex.migrate.latest({
    directory: resolvePackagePath('@dop/plugin-pipelines-engine', 'migrations'),
    tableName: 'engine_knex_migrations',
  });
}
