import type { Knex } from 'knex';
import { describeOnDatabases, freshDatabase } from '../testUtils/databases';
import type { Columns } from './dialect';
import { SetWriter } from './SetWriter';

const columns: Columns = { id: 'text', n: 'bigint' };
const increment = (v: string) =>
  `UPDATE things SET n = v.n + 1 FROM ${v}
   WHERE things.id = v.id AND things.n = v.n RETURNING things.id`;

describeOnDatabases('SetWriter', kind => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await freshDatabase(kind);
    await knex.schema.createTable('things', table => {
      table.text('id').primary();
      table.bigInteger('n');
    });
  });
  afterEach(() => knex.destroy());

  const things = async () =>
    Object.fromEntries(
      (await knex('things')).map(({ id, n }) => [id, n && Number(n)]),
    );

  it('writes text as it is, and nothing for nothing', async () => {
    const odd = ['a"\\ {},NULL', 'NULL', '', "ü\n\t'; --", '{"a":[1,"b"]}'];
    await knex.transaction(async trx => {
      const writer = new SetWriter();
      writer.insert(
        'things',
        columns,
        odd.map((id, index) => [id, index === 0 ? null : index]),
      );
      writer.prove(columns, increment, []);
      await writer.write(trx);
      await writer.write(trx);
    });
    expect(await things()).toEqual(
      Object.fromEntries(odd.map((id, index) => [id, index || null])),
    );
  });

  it('refuses all of it if one row is not as it had been read', async () => {
    await knex('things').insert([
      { id: 'one', n: 1 },
      { id: 'two', n: 2 },
    ]);
    const write = (two: number) =>
      knex.transaction(async trx => {
        const writer = new SetWriter();
        writer.insert('things', columns, [[`new${two}`, 0]]);
        writer.prove(columns, increment, [
          ['one', 1],
          ['two', two],
        ]);
        await writer.write(trx);
      });
    await expect(write(7)).rejects.toThrow(
      '2 rows were to change and 1 did; somebody else was faster',
    );
    expect(await things()).toEqual({ one: 1, two: 2 });
    await write(2);
    expect(await things()).toEqual({ one: 2, two: 3, new2: 0 });
  });
});
