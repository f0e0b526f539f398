import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { migrateEvents, Outbox } from '@dop/plugin-devops-node';
import type { EngineFact } from '@dop/plugin-pipelines-engine';
import { createFactHook } from './createFactHook';

jest.setTimeout(60_000);

const run = {
  id: 'run-1',
  number: 7,
  workflowId: 'workflow-1',
  repositoryId: 'repository-1',
  commit: 'c'.repeat(40),
  ref: 'refs/heads/main',
  protectedRef: true,
  state: 'failed',
  meta: { workflowName: 'delivery', services: ['component:shop/checkout'] },
};
const image = {
  repository: 'shop/checkout',
  digest: `sha256:${'a'.repeat(64)}`,
  tag: 'main',
};
const artifact = {
  digest: `sha256:${'b'.repeat(64)}`,
  size: 12,
  mediaType: 'application/xml',
  path: 'outputs/junit.xml',
};

describe('createFactHook', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  it.each(databases.eachSupportedId())(
    'tells of reports and images with all of their provenance, %p',
    async id => {
      const knex = await databases.init(id);
      await migrateEvents(knex);
      const outbox = Outbox.create({
        knex,
        auth: mockServices.auth(),
        discovery: mockServices.discovery(),
        logger: mockServices.logger.mock(),
        pluginId: 'pipelines',
      });
      const collected = {
        type: 'attemptCollected',
        run,
        stepId: 'test',
        instanceKey: 'test[shard=2]',
        attempt: 3,
        outcome: 'failed',
        isolated: true,
        component: {
          outputs: {
            type: 'object',
            properties: {
              report: { 'x-dop': 'test-report' },
              image: { 'x-dop': 'image' },
              images: { type: 'array', items: { 'x-dop': 'image' } },
              text: { type: 'string' },
            },
          },
        },
        outputs: {
          report: artifact,
          image,
          images: [image, { repository: 'no digest' }],
          text: 'x',
        },
        artifacts: [
          { ...artifact, output: 'report', mark: 'test-report' },
          { ...artifact, output: 'tree', mark: 'artifact' },
        ],
      } as unknown as EngineFact;
      // What is told of the journal is not told here.
      const finished = { type: 'runFinished', run } as unknown as EngineFact;
      await knex.transaction(trx =>
        createFactHook(outbox)(trx, [collected, finished]),
      );
      const rows: { target: string; body: string }[] = await knex('outbox')
        .select('target', 'body')
        .orderBy('sequence');
      const provenance = {
        runId: 'run-1',
        runNumber: 7,
        workflowId: 'workflow-1',
        workflowName: 'delivery',
        stepId: 'test',
        instanceKey: 'test[shard=2]',
        attempt: 3,
        outcome: 'failed',
        repositoryId: 'repository-1',
        commit: 'c'.repeat(40),
        ref: 'refs/heads/main',
        protectedRef: true,
        isolated: true,
        services: ['component:shop/checkout'],
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      };
      const events = rows.map(({ target, body }) => {
        const { type, subject, data } = JSON.parse(body);
        return { target, type, subject, data };
      });
      const ofImage = {
        target: 'images',
        type: 'dop.image.produced',
        subject: 'repository-1',
        data: { provenance, image },
      };
      expect(events).toEqual([
        {
          target: 'test-reports',
          type: 'dop.test-report.produced',
          subject: 'repository-1',
          data: {
            provenance,
            artifact,
            output: 'report',
            suite: 'test[shard=2]',
          },
        },
        ofImage,
        ofImage,
      ]);
    },
  );
});
