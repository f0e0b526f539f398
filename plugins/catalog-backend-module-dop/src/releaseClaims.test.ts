import { TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { releaseClaims } from './releaseClaims';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('claims on %s', databaseId => {
  it('of what a killed portal was at are released at the next start', async () => {
    const knex = await databases.init(databaseId);
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage/plugin-catalog-backend',
        'migrations',
      ),
    });
    const sqlite = databaseId === 'SQLITE_3';
    const inMinutes = (minutes: number) =>
      sqlite
        ? knex.raw(`datetime('now', ?)`, [`${minutes} minutes`])
        : knex.raw(`now() + (? || ' minutes')::interval`, [String(minutes)]);
    const row = (name: string, discovered: number, processed: boolean) => ({
      entity_id: name,
      entity_ref: `template:default/${name}`,
      unprocessed_entity: '{}',
      processed_entity: processed ? '{}' : null,
      errors: '[]',
      next_update_at: inMinutes(2),
      last_discovery_at: inMinutes(discovered),
    });
    await knex('refresh_state').insert(row('new', -60, false));
    await knex('refresh_state').insert(row('changed', -1, true));
    await knex('refresh_state').insert(row('settled', -60, true));
    await knex('refresh_state').insert({
      ...row('place', -60, true),
      entity_ref: 'location:default/place',
    });
    await knex('stitch_queue').insert({
      entity_ref: 'template:default/new',
      stitch_ticket: 'x',
      next_stitch_at: inMinutes(1),
    });

    await releaseClaims(knex);

    await expect(
      knex('refresh_state')
        .where('next_update_at', '<=', knex.fn.now())
        .orderBy('entity_id')
        .pluck('entity_id'),
    ).resolves.toEqual(['changed', 'new', 'place']);
    await expect(
      knex('stitch_queue').where('next_stitch_at', '<=', knex.fn.now()),
    ).resolves.toHaveLength(1);
  });
});
