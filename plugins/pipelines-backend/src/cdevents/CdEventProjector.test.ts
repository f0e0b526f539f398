import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Plan } from '@dop/plugin-pipelines-common';
import type { Engine } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import { until } from '../__testUtils__/until';
import type { Counts } from '../history/countLines';
import { CdEventProjector } from './CdEventProjector';
import { CdEventStore } from './CdEventStore';
import type { CloudEvent } from './CloudEvent';
import { createCdEvent } from './createCdEvent';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** A run that is over and whose journal says less than its row counts. */
async function addRun(knex: Knex, number: number, sequence: number) {
  await knex('runs').insert({
    id: `01a20525-c519-715e-8071-${String(number).padStart(12, '0')}`,
    number,
    workflow_id: 'w1',
    repository_id: 'r1',
    plan_hash: 'p1',
    ref: 'refs/heads/main',
    commit_id: 'c'.repeat(40),
    protected_ref: 0,
    trigger_type: 'push',
    actor: 'user:default/mia',
    trigger_json: '{}',
    inputs: '{}',
    meta: '{"workflowName":"delivery"}',
    state: 'succeeded',
    counts: '{}',
    version: 1,
    sequence,
    created_at: 1,
    started_at: 1,
    ended_at: 2,
  });
}

/** An event as another plugin brings it about. */
function arrived(id: string): CloudEvent {
  const told = {
    id,
    name: 'branch.created',
    time: new Date(0).toISOString(),
    subject: 'main',
    content: {},
    dop: { repositoryId: 'r1' },
  };
  return createCdEvent(told, { baseUrl: 'http://d', appUrl: 'http://d' });
}

async function openDatabase(id: TestDatabaseId): Promise<Knex> {
  const knex = await databases.init(id);
  for (const name of ['engine', 'backend']) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        `@dop/plugin-pipelines-${name}`,
        'migrations',
      ),
      tableName: `migrations_${name}`,
    });
  }
  return knex;
}

function projectorOn(
  knex: Knex,
  options: {
    plan?: Partial<Plan>;
    counts?: Counts[];
    store?: CdEventStore;
  } = {},
): CdEventProjector {
  return CdEventProjector.create({
    knex,
    logger: mockServices.logger.mock(),
    engine: {
      onChange: () => () => undefined,
      queries: {
        within: () => ({ plan: async () => options.plan }),
      } as unknown as Engine['queries'],
    },
    store: options.store ?? CdEventStore.create(knex, { traced: false }),
    metrics: { record: counted => options.counts?.push(counted) },
    outbox: {
      enqueue: async () => undefined,
      wake: () => undefined,
    } as unknown as Outbox,
    sinks: [],
    places: { baseUrl: 'http://localhost', appUrl: 'http://localhost' },
    keepMs: 3600_000,
  });
}

describe.each(databases.eachSupportedId())('CdEventProjector on %p', id => {
  it('tells what an attempt left and counts it, while the run goes on', async () => {
    const knex = await openDatabase(id);
    await addRun(knex, 1, 2);
    const [{ id: runId }] = await knex('runs').select('id');
    await knex('runs').update({ state: 'running', ended_at: null });
    const digest = `sha256:${'d'.repeat(64)}`;
    const image = { repository: 'shop/checkout', digest };
    await knex('run_steps').insert({
      run_id: runId,
      position: 0,
      step_id: 'ship',
      instance_key: 'ship',
      matrix: '{}',
      state: 'succeeded',
    });
    const attempt = (number: number, state: string, ended_at: number) => ({
      run_id: runId,
      position: 0,
      number,
      state,
      epoch: 1,
      owner: 'o',
      lease_until: 0,
      runner: 'process',
      handle: `h${number}`,
      claimed_at: 1,
      started_at: 100,
      ended_at,
      outputs: JSON.stringify({
        image,
        deployment: { environment: 'production', image },
      }),
    });
    await knex('run_attempts').insert([
      attempt(1, 'failed', 150),
      attempt(2, 'succeeded', 350),
    ]);
    await knex('run_artifacts').insert(
      ['sbom', 'artifact'].map(mark => ({
        run_id: runId,
        position: 0,
        attempt: 2,
        output: mark,
        digest,
        size: 1,
        media_type: 'text/spdx',
        path: mark,
        mark,
      })),
    );
    let sequence = 0;
    const say = async (
      type: string,
      state: string,
      time: number,
      number?: number,
    ) => {
      sequence += 1;
      await knex('run_events').insert({
        run_id: runId,
        sequence,
        type,
        state,
        position: 0,
        attempt: number,
        created_at: time,
      });
      await knex('runs').update({ sequence });
    };
    const counts: Counts[] = [];
    const projector = projectorOn(knex, {
      counts,
      plan: {
        steps: [
          { id: 'ship', action: { type: 'uses', uses: 'ship@1' } },
        ] as Plan['steps'],
        components: {
          'ship@1': {
            outputs: {
              type: 'object',
              properties: {
                image: { 'x-dop': 'image' },
                deployment: { 'x-dop': 'deployment' },
              },
            },
          },
        } as unknown as Plan['components'],
      },
    });
    await say('step.state', 'ready', 1_000);
    expect(await projector.project()).toBe('more');
    // Ready in one round, claimed in another one.
    await say('attempt.state', 'claimed', 1_030, 1);
    await say('attempt.state', 'failed', 1_100, 1);
    await say('step.state', 'ready', 2_000);
    await say('attempt.state', 'claimed', 2_005, 2);
    expect(await projector.project()).toBe('more');
    await say('attempt.state', 'succeeded', 2_100, 2);
    expect(await projector.project()).toBe('more');
    expect(await projector.project()).toBe('done');

    const rows: { type: string; id: string }[] = await knex('cdevents')
      .select('type', 'id')
      .orderBy('sequence');
    expect(rows.map(row => [row.id.slice(37), row.type])).toEqual([
      ['queued', 'dev.cdevents.pipelinerun.queued.0.3.0'],
      ['s0-a1-finished', 'dev.cdevents.taskrun.finished.0.3.0'],
      ['s0-a1-1', 'dev.cdevents.artifact.published.0.3.0'],
      ['s0-a2-finished', 'dev.cdevents.taskrun.finished.0.3.0'],
      ['s0-a2-1', 'dev.cdevents.artifact.published.0.3.0'],
      ['s0-a2-2', 'dev.cdeventsx.dop-sbom.published.0.1.0'],
      // Nothing was deployed by the attempt that failed.
      ['s0-a2-3-1', 'dev.cdevents.service.deployed.0.3.0'],
    ]);
    expect(counts).toEqual([
      { claims: [], attempts: [] },
      {
        claims: [30, 5],
        attempts: [{ outcome: 'failed', runner: 'process', ms: 50 }],
      },
      {
        claims: [],
        attempts: [{ outcome: 'succeeded', runner: 'process', ms: 250 }],
      },
    ]);
    await say('run.state', 'succeeded', 3_000);
    await knex('runs').update({ ended_at: 3_001 });
    await projector.project();
    expect(counts[3]).toEqual({
      claims: [],
      attempts: [],
      run: {
        workflowName: 'delivery',
        outcome: 'succeeded',
        pendingMs: 0,
        ms: 3_000,
      },
    });
  });

  it('tells what another replica was at when it died, without looking at all of history for it', async () => {
    const knex = await openDatabase(id);
    await addRun(knex, 1, 59);
    await addRun(knex, 2, 59);
    const store = CdEventStore.create(knex, { traced: false });
    jest.spyOn(store, 'lock').mockResolvedValueOnce(false);
    const projector = projectorOn(knex, { store });
    try {
      projector.start();
      const told = await until(async () => {
        const runs = await knex('cdevent_progress').where('sequence', 59);
        return runs.length === 2 ? runs : undefined;
      });
      expect(told).toHaveLength(2);
    } finally {
      await projector.stop();
    }
  });

  it('gives what arrived its place in the feed, once, before the runs that follow from it', async () => {
    const knex = await openDatabase(id);
    const store = CdEventStore.create(knex, { traced: false });
    const projector = projectorOn(knex, { store });
    const many = Array.from({ length: 250 }, (_, n) => arrived(`push-${n}`));
    await knex.transaction(trx => store.arrive(trx, many));
    // Told again, by a sender that did not hear that it was taken.
    await knex.transaction(trx => store.arrive(trx, [many[0]]));
    await addRun(knex, 1, 1);
    expect(await projector.project()).toBe('more');
    expect(await projector.project()).toBe('more');
    expect(await projector.project()).toBe('done');
    const told = await store.list({ after: '0', limit: 1_000 });
    const ids = told.map(({ event }) => event.id);
    expect(ids.slice(0, 250)).toEqual(many.map(one => one.id));
    expect(ids.slice(250)).toEqual([expect.stringMatching(/-queued$/)]);
    expect(await knex('cdevents_arrived')).toEqual([]);
  });

  it('catches up with a long history whose journals have gaps, and lets others work meanwhile', async () => {
    const knex = await openDatabase(id);
    const runs = 100;
    for (let number = 1; number <= runs; number += 1) {
      await addRun(knex, number, 59);
    }
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const projector = projectorOn(knex);
    try {
      projector.start();
      let told = 0;
      while (told < runs) {
        await new Promise(done => setTimeout(done, 20));
        told = await knex('cdevent_progress')
          .where('sequence', 59)
          .count({ count: '*' })
          .then(([{ count }]) => Number(count));
      }
      expect(turns).toBeGreaterThan(1);
      const last = await until(async () => {
        const round = await projector.project();
        return round === 'taken' ? undefined : round;
      });
      expect(last).toBe('done');
      const [{ count }] = await knex('cdevents').count({ count: '*' });
      expect(Number(count)).toBe(runs);
    } finally {
      clearInterval(counting);
      await projector.stop();
    }
  });
});

// SQLite has one writer at a time.
(process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING
  ? describe
  : describe.skip)('CdEventProjector with several writers', () => {
  it('shows a reader what is committed late after what he has read', async () => {
    const knex = await openDatabase('POSTGRES_15');
    const store = CdEventStore.create(knex, { traced: false });
    const projector = projectorOn(knex, { store });
    const ids = async (after: string) =>
      (await store.list({ after, limit: 100 })).map(({ event }) => event.id);
    // The first transaction gets the lower number and is committed last.
    const first = await knex.transaction();
    await store.arrive(first, [arrived('first')]);
    await knex.transaction(second => store.arrive(second, [arrived('second')]));
    await projector.project();
    const [read] = await store.list({ after: '0', limit: 100 });
    expect(await ids('0')).toEqual(['second']);
    await first.commit();
    await projector.project();
    expect(await ids(read.sequence)).toEqual(['first']);
    expect(await ids('0')).toEqual(['second', 'first']);
  });
});
