import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import knexFactory from 'knex';
import { migrate } from './migrate';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('migrations on %s', databaseId => {
  const directory = mkdtempSync(join(tmpdir(), 'dop-migrations-'));
  writeFileSync(
    join(directory, '20260101000000_first.js'),
    `exports.up = async knex => {
       await knex.schema.createTable('things', table => table.string('id'));
     };
     exports.down = async knex => knex.schema.dropTable('things');`,
  );

  afterAll(() => rmSync(directory, { recursive: true }));

  it('are done once by replicas that start at the same time', async () => {
    const knex = await databases.init(databaseId);
    if (databaseId === 'SQLITE_3') {
      // One process, one connection.
      await migrate(knex, { directory });
      await migrate(knex, { directory });
    } else {
      const replicas = Array.from({ length: 3 }, () =>
        knexFactory({
          client: 'pg',
          connection: knex.client.config.connection,
          pool: { min: 0, max: 4 },
        }),
      );
      await Promise.all(
        replicas.map(replica => migrate(replica, { directory })),
      );
      await Promise.all(replicas.map(replica => replica.destroy()));
    }
    expect(await knex('things')).toEqual([]);
    expect(await knex('knex_migrations')).toHaveLength(1);
  });

  it('go on after somebody was killed in the middle', async () => {
    const knex = await databases.init(databaseId);
    await migrate(knex, { directory, tableName: 'own' });
    await knex('own_lock').update({ is_locked: 1 });
    await migrate(knex, { directory, tableName: 'own' });
    expect(await knex('own_lock').first('is_locked')).toEqual({ is_locked: 0 });
  });
});
