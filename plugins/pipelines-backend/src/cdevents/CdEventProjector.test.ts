import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Engine } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import { CdEventProjector } from './CdEventProjector';
import { CdEventStore } from './CdEventStore';

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

describe.each(databases.eachSupportedId())('CdEventProjector on %p', id => {
  it('catches up with a long history whose journals have gaps, and lets others work meanwhile', async () => {
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
    const runs = 100;
    for (let number = 1; number <= runs; number += 1) {
      await addRun(knex, number, 59);
    }
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const projector = CdEventProjector.create({
      knex,
      logger: mockServices.logger.mock(),
      engine: {
        onChange: () => () => undefined,
        queries: {} as Engine['queries'],
      },
      store: CdEventStore.create(knex),
      outbox: {
        enqueue: async () => undefined,
        wake: () => undefined,
      } as unknown as Outbox,
      sinks: [],
      places: { baseUrl: 'http://localhost', appUrl: 'http://localhost' },
      keepMs: 3600_000,
    });
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
      expect(await projector.project()).toBe(false);
      const [{ count }] = await knex('cdevents').count({ count: '*' });
      expect(Number(count)).toBe(runs);
    } finally {
      clearInterval(counting);
      await projector.stop();
    }
  });
});
