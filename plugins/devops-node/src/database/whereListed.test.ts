import { TestDatabases } from '@backstage/backend-test-utils';
import { whereListed } from './whereListed';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('lists on %s', databaseId => {
  it('may hold more than a query has room for bindings', async () => {
    const knex = await databases.init(databaseId);
    await knex.schema.createTable('things', table => {
      table.string('id').primary();
      table.string('owner');
    });
    await knex('things').insert([
      { id: 'a', owner: 'one' },
      { id: 'b', owner: `it's "two"` },
      { id: 'c', owner: 'three' },
      { id: 'd', owner: null },
    ]);
    const many = Array.from({ length: 70_000 }, (_, n) => `owner-${n}`);
    const ids = async (texts: string[]) =>
      knex('things')
        .modify(query => whereListed(query, 'things.owner', texts))
        .orderBy('id')
        .pluck('id');
    expect(await ids([...many, 'one', `it's "two"`])).toEqual(['a', 'b']);
    expect(await ids([])).toEqual([]);
    // In nested conditions too.
    await expect(
      knex('things')
        .where(inner =>
          inner
            .whereNull('owner')
            .orWhere(listed => whereListed(listed, 'owner', ['three'])),
        )
        .orderBy('id')
        .pluck('id'),
    ).resolves.toEqual(['c', 'd']);
  });
});
