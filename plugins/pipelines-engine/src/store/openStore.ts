import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { migrate } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/**
 * Brings the engine's tables up to date. They live beside the tables of whoever
 * uses the engine and have a migration table of their own.
 */
export async function openStore(knex: Knex): Promise<void> {
  await migrate(knex, {
    directory: resolvePackagePath('@dop/plugin-pipelines-engine', 'migrations'),
    tableName: 'engine_knex_migrations',
  });
}
