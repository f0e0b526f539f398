import knexFactory, { type Knex } from 'knex';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { Workshop } from '../testUtils/Workshop';

const path = '.dop/child.yaml';
const child = planOf([stepOf('inner')]);
const plan = planOf(
  [
    stepOf('source'),
    stepOf('pause', {
      needs: ['source'],
      action: { type: 'delay', ms: 30 },
    }),
    stepOf('sub', {
      needs: ['source'],
      action: { type: 'workflow', path },
      timeoutMs: undefined,
    }),
    stepOf('last', {
      needs: ['pause', 'sub'],
      if: { kind: 'expression', source: '1 < 2' },
    }),
  ],
  {
    workflows: {
      [path]: { ...child, workflow: { ...child.workflow, path } },
    },
  },
);

describeOnDatabases('replicas', kind => {
  if (kind === 'sqlite') {
    // Its one process is its only engine.
    return;
  }
  let workshop: Workshop;
  let second: Knex | undefined;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(async () => {
    await workshop.close();
    await second?.destroy();
  });

  it('two engines on one database claim and finish 200 runs, and do nothing twice', async () => {
    second = knexFactory({
      client: 'pg',
      connection: workshop.knex.client.config.connection,
      pool: { min: 0, max: 8 },
    });
    const settings = { pollMs: 100, slots: { memory: 40 } };
    const engines = [
      await workshop.engine({ settings }),
      await workshop.engine({ settings, knex: second }),
    ];
    const runs = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        engines[index % 2].startRun(newRunOf(plan)),
      ),
    );
    for (const { id } of runs) {
      expect((await workshop.ended(engines[0], id)).state).toBe('succeeded');
    }
    // 200 runs with two attempts each, and 200 child runs with one.
    expect(workshop.starts.size).toBe(600);
    expect(Math.max(...workshop.starts.values())).toBe(1);
    const { knex } = workshop;
    const owners = await knex('run_attempts').distinct('owner');
    expect(owners).toHaveLength(2);
    expect(await knex('runs').whereNotNull('parent_run')).toHaveLength(200);
    const repeated = await knex('run_events')
      .select('run_id', 'position', 'attempt', 'type', 'state')
      .count({ times: '*' })
      .groupBy('run_id', 'position', 'attempt', 'type', 'state')
      .having(knex.raw('count(*) > 1'))
      .whereIn('state', ['succeeded', 'claimed']);
    expect(repeated).toEqual([]);
    expect(await knex('run_timers')).toEqual([]);
  }, 120_000);
});
