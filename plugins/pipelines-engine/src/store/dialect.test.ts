import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { describeOnDatabases, freshDatabase } from '../testUtils/databases';
import { retried } from './dialect';

describeOnDatabases('retried', kind => {
  let folder: string;
  let knex: Knex;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dop-dialect-'));
    knex = await freshDatabase(kind, join(folder, 'database.sqlite'));
    await knex.schema.createTable('counts', table => {
      table.integer('id').primary();
      table.integer('count').notNullable();
    });
    await knex('counts').insert([
      { id: 1, count: 0 },
      { id: 2, count: 0 },
    ]);
  });
  afterEach(async () => {
    await knex.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const counts = () => knex('counts').orderBy('id').pluck('count');

  it('gives up at once on what no second try mends', async () => {
    let tries = 0;
    await expect(
      retried(() => {
        tries += 1;
        return knex('counts').insert({ id: 1, count: 0 });
      }),
    ).rejects.toThrow(/unique/i);
    expect(tries).toBe(1);
  });

  if (kind === 'postgres') {
    it('does both of two transactions that lock each other out', async () => {
      let tries = 0;
      const holds = [deferred(), deferred()];
      const addTo = (first: number, second: number) =>
        retried(() =>
          knex.transaction(async trx => {
            tries += 1;
            await trx('counts').where({ id: first }).increment('count');
            // Each has its first row before it asks for the other's.
            holds[first - 1].resolve();
            await holds[second - 1].promise;
            await trx('counts').where({ id: second }).increment('count');
          }),
        );
      await Promise.all([addTo(1, 2), addTo(2, 1)]);
      expect(tries).toBe(3);
      expect(await counts()).toEqual([2, 2]);
    });
  } else {
    it('waits until another connection lets the database go', async () => {
      const other = await freshDatabase(kind, join(folder, 'database.sqlite'));
      await knex.raw('PRAGMA busy_timeout = 0');
      await other.raw('BEGIN IMMEDIATE');
      let tries = 0;
      await retried(async () => {
        tries += 1;
        if (tries === 3) {
          await other.raw('COMMIT');
        }
        await knex.transaction(trx =>
          trx('counts').where({ id: 1 }).increment('count'),
        );
      });
      await other.destroy();
      expect(tries).toBe(3);
      expect(await counts()).toEqual([1, 0]);
    });

    it('reads again what another connection changed before it wrote', async () => {
      const other = await freshDatabase(kind, join(folder, 'database.sqlite'));
      let tries = 0;
      await retried(() =>
        knex.transaction(async trx => {
          tries += 1;
          const { count } = await trx('counts').where({ id: 1 }).first();
          if (tries === 1) {
            await other('counts').where({ id: 1 }).update({ count: 5 });
          }
          await trx('counts')
            .where({ id: 1 })
            .update({ count: count + 1 });
        }),
      );
      await other.destroy();
      expect(tries).toBe(2);
      expect(await counts()).toEqual([6, 0]);
    });
  }
});

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>(done => {
    resolve = done;
  });
  return { promise, resolve };
}
