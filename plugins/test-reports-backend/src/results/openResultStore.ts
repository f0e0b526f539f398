import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { PostgresResultDatabase } from './PostgresResultDatabase';
import type { ResultStore } from './ResultStore';
import { SqliteResultDatabase } from './SqliteResultDatabase';
import { SqlResultStore } from './SqlResultStore';

/** On SQLite results have a file of their own; on PostgreSQL they are beside the reports. */
export async function openResultStore(options: {
  knex: Knex;
  file: string;
  skipMigrations?: boolean;
}): Promise<ResultStore> {
  return new SqlResultStore(
    isSqlite(options.knex)
      ? await SqliteResultDatabase.create(options.file)
      : await PostgresResultDatabase.create(options.knex, options),
  );
}
