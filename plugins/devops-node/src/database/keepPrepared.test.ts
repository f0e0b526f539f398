import { TestDatabases } from '@backstage/backend-test-utils';
import { keepPrepared } from './keepPrepared';

jest.setTimeout(60_000);

describe('keepPrepared', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('prepares a text once, also while its answers and the tables change', async () => {
    const knex = await databases.init('SQLITE_3');
    const connection = await knex.client.acquireConnection();
    const prepare = jest.spyOn(connection, 'prepare');
    await knex.client.releaseConnection(connection);
    await keepPrepared(knex);
    await knex.schema.createTable('things', table => {
      table.integer('id').primary();
    });
    const ids = () => knex('things').where('id', '>', 0).orderBy('id');
    await knex('things').insert({ id: 1 });
    expect(await ids()).toEqual([{ id: 1 }]);
    const before = prepare.mock.calls.length;
    await knex('things').insert({ id: 2 });
    expect(await Promise.all([ids(), ids()])).toEqual([
      [{ id: 1 }, { id: 2 }],
      [{ id: 1 }, { id: 2 }],
    ]);
    await expect(knex('things').insert({ id: 2 })).rejects.toThrow(/UNIQUE/);
    expect(prepare.mock.calls.length).toBe(before);
    // SQLite prepares it anew by itself where the table is another one.
    await knex.schema.alterTable('things', table => {
      table.string('name').defaultTo('x');
    });
    expect(await ids()).toEqual([
      { id: 1, name: 'x' },
      { id: 2, name: 'x' },
    ]);
  });

  it('forgets what was not asked for longest', async () => {
    const knex = await databases.init('SQLITE_3');
    await keepPrepared(knex);
    const connection = await knex.client.acquireConnection();
    const asked = connection.prepare('SELECT 0');
    const once = connection.prepare('SELECT 1');
    for (let n = 2; n < 600; n += 1) {
      connection.prepare(`SELECT ${n}`);
      expect(connection.prepare('SELECT 0')).toBe(asked);
    }
    const again = connection.prepare('SELECT 1');
    expect(again).not.toBe(once);
    expect(again.all()).toEqual([{ 1: 1 }]);
    await knex.client.releaseConnection(connection);
  });
});
