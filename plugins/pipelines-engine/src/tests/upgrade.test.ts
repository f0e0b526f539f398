import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnDatabases } from '../testUtils/databases';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

/**
 * What the first version of the engine had in its tables while two attempts ran,
 * a third one waited to be tried again and another run waited for its place.
 */
const fixture = join(__dirname, 'fixtures', 'version1.json');
const first = '20261122000000_engine.js';

describeOnDatabases('upgrade', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(() => workshop.close());

  it('a new version goes on with the runs that the first one left', async () => {
    const { knex } = workshop;
    await knex.migrate.up({
      name: first,
      directory: join(__dirname, '..', '..', 'migrations'),
      tableName: 'engine_knex_migrations',
    });
    const tables: Record<string, Record<string, unknown>[]> = JSON.parse(
      await readFile(fixture, 'utf8'),
    );
    for (const [table, rows] of Object.entries(tables)) {
      if (rows.length > 0) {
        await knex(table).insert(rows);
      }
    }
    const [{ id }, { id: queued }] = tables.runs as { id: string }[];
    workshop.behaviours.test = spec => ({
      outputs: { data: JSON.parse(spec.env.CO_DATA), env: spec.env.NODE_ENV },
    });

    const engine = await workshop.engine();
    expect(await workshop.ended(engine, id)).toMatchObject({
      state: 'succeeded',
      number: 1,
    });
    expect(await workshop.ended(engine, queued)).toMatchObject({
      state: 'succeeded',
    });
    const steps = await engine.queries.steps(id);
    expect(
      steps.map(({ key, state, attempts }) => [
        key,
        state,
        attempts.map(attempt => attempt.state),
      ]),
    ).toEqual([
      ['source', 'succeeded', ['succeeded']],
      // Their host is gone here; after a real upgrade the supervisor has them.
      ['test[shard=1]', 'succeeded', ['lost', 'succeeded']],
      ['test[shard=2]', 'succeeded', ['lost', 'succeeded']],
      ['flaky', 'succeeded', ['failed', 'succeeded']],
      ['after', 'succeeded', ['succeeded']],
    ]);
    expect(steps[1].attempts[1].outputs).toEqual({
      data: { name: 'checkout', shard: 1 },
      env: 'test',
    });
    // A part of it runs again as a plan of this version.
    const again = await engine.rerun(id, {
      actor: 'user:default/bob',
      from: { only: 'test[shard=2]', inputs: { name: 'edited' } },
    });
    const repeated = await workshop.ended(engine, again.id);
    expect(repeated.state).toBe('succeeded');
    expect(await engine.queries.plan(repeated.planHash)).toMatchObject({
      version: 2,
    });
  });
});
