import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { openDatabase } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import {
  ScheduledStarts,
  type ScheduledStartsOptions,
} from './ScheduledStarts';
import { ScheduleStore } from './ScheduleStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const minute = 60_000;
const start = Date.parse('2030-03-01T10:00:30Z');
const everyMinute = { cron: '* * * * *', timezone: 'UTC' };

describe.each(databases.eachSupportedId())('Schedules on %p', databaseId => {
  let knex: Knex;
  let schedules: ScheduleStore;
  let started: string[];
  let prepare: jest.Mock;
  let clock: number;

  beforeEach(async () => {
    knex = await openDatabase(
      mockServices.database.mock({
        getClient: async () => databases.init(databaseId),
      }),
      '@dop/plugin-pipelines-backend',
    );
    await knex.schema.createTable('started', table => {
      table.increments('id');
      table.string('workflow');
    });
    schedules = ScheduleStore.create(knex);
    started = [];
    prepare = jest.fn(async wanted => wanted);
    clock = start;
  });

  function replica(): ScheduledStarts {
    const access = FakeAccessService.create();
    access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
    const workflows = {
      get: async (id: string) => ({
        id,
        repositoryId: 'r1',
        definition: {
          plan: { workflow: { path: '.dop/a.yaml' } },
          triggers: {},
        },
      }),
    };
    const repositories = {
      workflowFiles: async () => ({
        commit: {
          sha: 'c'.repeat(40),
          message: 'Change\n',
          authorName: 'Mia',
          authorEmail: 'mia@example.com',
          time: '2030-03-01T09:00:00Z',
        },
        files: [],
        truncated: false,
      }),
    };
    return ScheduledStarts.create({
      knex,
      logger: mockServices.logger.mock(),
      access,
      schedules,
      workflows,
      repositories,
      missedMs: 60 * minute,
      now: async () => clock,
      starter: {
        gitUrl: () => 'http://portal/git/shop/checkout.git',
        prepare,
        startIn: async (trx: Knex.Transaction, run: { workflowId: string }) => {
          await trx('started').insert({ workflow: run.workflowId });
          started.push(run.workflowId);
          return { id: `run-${started.length}`, number: started.length };
        },
      },
    } as unknown as ScheduledStartsOptions);
  }

  const set = (workflowId: string, times = [everyMinute]) =>
    knex.transaction(trx => schedules.replace(trx, workflowId, times));
  const shown = async (id: string) =>
    (await schedules.ofWorkflows([id])).get(id) ?? [];
  /** As if the row had been made at the test's time. */
  const due = (at: number) => knex('schedules').update({ next_at: at });

  it('starts one run for a time, however many replicas look', async () => {
    await set('w1');
    await due(start - 30_000);
    await Promise.all(Array.from({ length: 5 }, () => replica().fireDue()));
    expect(await knex('started')).toHaveLength(1);
    expect(await shown('w1')).toEqual([
      {
        ...everyMinute,
        nextAt: '2030-03-01T10:01:00.000Z',
        last: { time: '2030-03-01T10:00:00.000Z', runId: 'run-1' },
      },
    ]);
    expect(prepare.mock.calls[0][0]).toMatchObject({
      workflowId: 'w1',
      inputs: {},
      envelope: {
        type: 'schedule',
        ref: 'refs/heads/main',
        commit: 'c'.repeat(40),
        actor: 'schedule',
      },
    });
    expect(await replica().fireDue()).toBe(5_000);
    clock = Date.parse('2030-03-01T10:00:58Z');
    expect(await replica().fireDue()).toBe(2_000);
    expect(await knex('started')).toHaveLength(1);
  });

  it('makes up for the last missed time only, and for none that is too old', async () => {
    await set('w1');
    await set('w2', [{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }]);
    await due(start - 24 * 60 * minute);
    await replica().fireDue();
    expect(started).toEqual(['w1']);
    expect((await shown('w1'))[0].last).toEqual({
      time: '2030-03-01T10:00:00.000Z',
      runId: 'run-1',
    });
    expect((await shown('w2'))[0]).toMatchObject({
      nextAt: '2030-03-02T02:00:00.000Z',
      last: { problem: 'The portal did not run at that time' },
    });
  });

  it('shows why nothing could start, and goes on with the next time', async () => {
    await set('w1');
    await due(start - 30_000);
    prepare.mockRejectedValueOnce(new InputError('The inputs do not fit'));
    await replica().fireDue();
    expect((await shown('w1'))[0]).toMatchObject({
      nextAt: '2030-03-01T10:01:00.000Z',
      last: { problem: 'The inputs do not fit' },
    });
  });

  it('tries a time again when something else is broken', async () => {
    await set('w1');
    await due(start - 30_000);
    prepare.mockRejectedValueOnce(new Error('The database is gone'));
    expect(await replica().fireDue()).toBe(1_000);
    expect(started).toEqual([]);
    await replica().fireDue();
    expect(started).toEqual(['w1']);
  });

  it('keeps the place of a time that stays, and forgets one that goes', async () => {
    await set('w1');
    await due(start + minute);
    const other = { cron: '0 0 * * *', timezone: 'UTC' };
    await set('w1', [everyMinute, other]);
    expect(await shown('w1')).toEqual(
      expect.arrayContaining([
        { ...everyMinute, nextAt: '2030-03-01T10:01:30.000Z' },
        { ...other, nextAt: expect.any(String) },
      ]),
    );
    await set('w1', [other]);
    expect((await shown('w1')).map(({ cron }) => cron)).toEqual([other.cron]);
    await knex.transaction(trx =>
      schedules.remove(trx, trx.select(trx.raw("'w1'"))),
    );
    expect(await shown('w1')).toEqual([]);
  });
});
