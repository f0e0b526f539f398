import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { CdEventStore } from '../cdevents/CdEventStore';
import { WorkflowStore } from '../definitions/WorkflowStore';
import { DeliveryStore } from '../deliveries/DeliveryStore';
import { EventTriggers } from '../eventStarts/EventTriggers';
import { ScheduleStore } from '../schedules/ScheduleStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'Lists for somebody who sees 40,000 repositories, on %p',
  databaseId => {
    let knex: Knex;
    const others = Array.from({ length: 40_000 }, (_, n) => `repository-${n}`);
    const visible = [...others, 'mine'];

    beforeAll(async () => {
      knex = await openDatabase(
        mockServices.database.mock({
          getClient: async () => databases.init(databaseId),
        }),
        '@dop/plugin-pipelines-backend',
      );
      for (const repository of ['mine', 'theirs']) {
        const workflow = { repository_id: repository, workflow_id: repository };
        await knex('workflows').insert({
          id: repository,
          repository_id: repository,
          path: '.dop/a.yaml',
          name: repository,
          state: 'broken',
          search: repository,
          errors: 1,
          warnings: 0,
          updated_at: 1,
        });
        await knex('workflow_findings').insert({
          ...workflow,
          ref: 'refs/heads/main',
          commit_id: 'c',
          finding: JSON.stringify({ message: repository }),
          created_at: 1,
        });
        await knex('deliveries').insert({
          id: repository,
          source: 'code',
          source_id: repository,
          type: 'push',
          repository_id: repository,
          data: JSON.stringify({ ref: 'refs/heads/main' }),
          state: 'processed',
          run_ids: '[]',
          received_at: 1,
          due_at: 1,
        });
        await knex('cdevents').insert({
          id: repository,
          type: 'told',
          repository_id: repository,
          run_id: repository,
          event: JSON.stringify({ id: repository }),
          stored_at: 1,
        });
      }
    });

    it.each([
      [visible, ['mine']],
      [others, []],
      [undefined, ['mine', 'theirs']],
    ])('hold theirs and nothing else', async (repositoryIds, expected) => {
      const filter = { repositoryIds, limit: 50 };
      const workflows = WorkflowStore.create(
        knex,
        ScheduleStore.create(knex),
        EventTriggers.create(knex),
      );
      const named = [
        (await workflows.list(filter)).map(({ name }) => name),
        (await workflows.findings(filter)).map(one => one.message),
        (await DeliveryStore.create(knex).list(filter)).map(({ id }) => id),
        (
          await CdEventStore.create(knex, { traced: false }).list({
            ...filter,
            after: '0',
          })
        ).map(({ event }) => event.id),
      ];
      for (const names of named) {
        expect(names.sort()).toEqual(expected);
      }
    });
  },
);
