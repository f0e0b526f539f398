import knexFactory, { type Knex } from 'knex';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
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

  function secondKnex(): Knex {
    second = knexFactory({
      client: 'pg',
      connection: workshop.knex.client.config.connection,
      pool: { min: 0, max: 8 },
    });
    return second;
  }

  /** Connections over which engines tell each other. */
  async function lines(): Promise<number[]> {
    const { rows } = await workshop.knex.raw(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'dop-replica'`,
    );
    return rows.map(({ pid }: { pid: number }) => pid);
  }

  it('two engines on one database claim and finish 200 runs, and do nothing twice', async () => {
    const settings = { pollMs: 100, slots: { memory: 40 } };
    const engines = [
      await workshop.engine({ settings }),
      await workshop.engine({ settings, knex: secondKnex() }),
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

  it('tell each other what is ready, to be stopped and new, long before they look; also after their lines were cut', async () => {
    const pollMs = 60_000;
    const settings = { pollMs, leaseMs: 6 * pollMs, slots: { memory: 1 } };
    const first = await workshop.engine({ settings });
    const other = await workshop.engine({ settings, knex: secondKnex() });
    workshop.behaviours.hanging = { hangs: true };
    const hanging = planOf([stepOf('hanging')]);
    const heard = new Set<string>();
    other.onChange(({ runId }) => heard.add(runId));
    const toldMs: number[] = [];
    const timed = async (work: Promise<unknown>) => {
      const begin = performance.now();
      await work;
      toldMs.push(performance.now() - begin);
    };
    const started = ({ id }: { id: string }) =>
      waitFor(async () => workshop.starts.has(`${id} hanging`));
    const isHeard = async () => {
      const { id } = await first.startRun(newRunOf(planOf([stepOf('go')])));
      await workshop.ended(first, id);
      return (await lines()).length === 2 && heard.has(id);
    };

    for (let round = 1; round <= 3; round += 1) {
      await waitFor(isHeard);
      const runs = [await first.startRun(newRunOf(hanging))];
      await started(runs[0]);
      runs.push(await first.startRun(newRunOf(hanging)));
      // The first has one place, which is taken.
      await timed(started(runs[1]));
      const owners = await workshop
        .knex('run_attempts')
        .whereIn(
          'run_id',
          runs.map(({ id }) => id),
        )
        .distinct('owner');
      expect(owners).toHaveLength(2);
      for (const [engine, { id }] of [
        [first, runs[1]],
        [other, runs[0]],
      ] as const) {
        await engine.cancelRun(id, { by: 'user:default/ada' });
        await timed(workshop.ended(engine, id));
      }
      await timed(waitFor(async () => runs.every(({ id }) => heard.has(id))));
      const cut = await lines();
      await workshop.knex.raw(
        'SELECT pg_terminate_backend(pid) FROM unnest(CAST(? AS int[])) AS pid',
        [cut],
      );
      await waitFor(async () =>
        (await lines()).every(pid => !cut.includes(pid)),
      );
    }
    expect(toldMs).toHaveLength(12);
    expect(Math.max(...toldMs)).toBeLessThan(pollMs / 20);
  }, 60_000);
});
