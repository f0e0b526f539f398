import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { openDatabase } from '@dop/plugin-devops-node';
import type { EventTrigger } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { CdEventStore } from '../cdevents/CdEventStore';
import type { DopData } from '../cdevents/CloudEvent';
import { createCdEvent } from '../cdevents/createCdEvent';
import { RepositoryNames } from '../database/RepositoryNames';
import { DeliveryStore } from '../deliveries/DeliveryStore';
import { EventListener } from './EventListener';
import { EventTriggers } from './EventTriggers';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const published: EventTrigger = { types: ['dev.cdevents.artifact.published'] };

describe.each(databases.eachSupportedId())('EventListener on %p', database => {
  let knex: Knex;
  let access: FakeAccessService;
  let triggers: EventTriggers;
  let woken: string[];
  let told: number;
  const runs = new Map([
    ['main', { workflowId: 'other', protectedRef: true }],
    ['topic', { workflowId: 'other', protectedRef: false }],
    ['own', { workflowId: 'w1', protectedRef: true }],
    ['child', { workflowId: 'c', protectedRef: true, parentRunId: 'own' }],
  ]);

  beforeEach(async () => {
    knex = await openDatabase(
      mockServices.database.mock({
        getClient: async () => databases.init(database),
      }),
      '@dop/plugin-pipelines-backend',
    );
    access = FakeAccessService.create();
    access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
    access.addRepository({ id: 'r2', namespace: 'shop', name: 'base' });
    triggers = EventTriggers.create(knex);
    woken = [];
    told = 0;
  });

  const replica = (deliveries: Pick<DeliveryStore, 'receiveEvent'>) =>
    EventListener.create({
      knex,
      logger: mockServices.logger.mock(),
      access,
      engine: {
        queries: { run: async (id: string) => runs.get(id) },
      } as never,
      cdEvents: CdEventStore.create(knex, { traced: false }),
      names: RepositoryNames.create({ knex, access }),
      triggers,
      deliveries,
      wake: id => woken.push(id),
    });
  const listen = () => replica(DeliveryStore.create(knex)).listen();

  const hear = (workflowId: string, trigger?: EventTrigger) =>
    knex.transaction(trx =>
      triggers.replace(trx, { workflowId, repositoryId: 'r1' }, trigger),
    );

  /** Puts an event into the feed; answers its id. */
  async function tell(
    dop: DopData,
    name = 'artifact.published',
    time = Date.now() + 1_000,
  ): Promise<string> {
    told += 1;
    const event = createCdEvent(
      {
        id: `e${told}`,
        name,
        time: new Date(time).toISOString(),
        subject: 'pkg:oci/base',
        content: { user: 'ann' },
        dop: { namespace: 'shop', repository: 'shop/base', ...dop },
      },
      { baseUrl: 'http://portal', appUrl: 'http://portal' },
    );
    const store = CdEventStore.create(knex, { traced: false });
    await knex.transaction(trx => store.insert(trx, [event]));
    return event.id;
  }

  const heard = async () =>
    (await DeliveryStore.create(knex).list({ limit: 100 }))
      .map(({ data, actor }) =>
        'event' in data ? [data.workflowId, data.event.id, actor] : [],
      )
      .reverse();

  it('stores a delivery for each workflow that hears what people and runs of protected refs do', async () => {
    await hear('w1', published);
    await hear('w2', { ...published, repositories: ['b*'] });
    await hear('w3', { types: ['dev.cdevents.*.published.0.3.0'] });
    await hear('w4', { types: ['dev.cdevents.change.merged'] });
    await hear('w5', { ...published, repositories: ['checkout'] });
    const byAnn = await tell({ actor: 'user:default/ann' });
    const byRun = await tell({ runId: 'main', actor: 'user:default/ann' });
    await tell({ runId: 'topic' });
    await tell({ runId: 'gone' });
    await tell({ namespace: 'rivals', repository: 'rivals/base' });
    await tell({ namespace: undefined });
    await tell({ actor: 'user:default/ann' }, 'artifact.deleted');
    await listen();
    expect(await heard()).toEqual(
      [
        [byAnn, 'user:default/ann'],
        [byRun, 'run:main'],
      ].flatMap(([id, actor]) =>
        ['w1', 'w2', 'w3'].map(workflow => [workflow, id, actor]),
      ),
    );
    expect(woken).toEqual(Array.from({ length: 6 }, () => 'r1'));
    const [delivery] = await DeliveryStore.create(knex).list({ limit: 1 });
    expect(delivery).toMatchObject({
      type: 'event',
      source: 'events',
      state: 'received',
      ref: 'refs/heads/main',
      commit: '',
      event: { workflowId: 'w3', subject: 'pkg:oci/base' },
    });
  });

  it('tells nothing of a private repository to those who may not see it', async () => {
    const secret = { namespace: 'shop', visibility: 'private' } as const;
    access.addRepository({ id: 'p1', name: 'secret', ...secret });
    access.addRepository({ id: 'p2', name: 'hidden', ...secret });
    await hear('open', published);
    await knex.transaction(trx =>
      triggers.replace(
        trx,
        { workflowId: 'closed', repositoryId: 'p2' },
        published,
      ),
    );
    const open = await tell({ repositoryId: 'r2' });
    const closed = await tell({
      repositoryId: 'p1',
      repository: 'shop/secret',
    });
    await tell({ repositoryId: 'gone', repository: 'shop/gone' });
    await listen();
    expect(await heard()).toEqual([
      ['closed', open, 'portal'],
      ['open', open, 'portal'],
      ['closed', closed, 'portal'],
    ]);
  });

  it('does not start a workflow by what its own runs do, nor their child runs', async () => {
    await hear('w1', published);
    await hear('w2', published);
    await tell({ runId: 'own' });
    await tell({ runId: 'child' });
    await listen();
    expect(await heard()).toEqual([
      ['w2', 'e1', 'run:own'],
      ['w2', 'e2', 'run:child'],
    ]);
  });

  it('knows the name of a repository by its id, too', async () => {
    await hear('w1', { ...published, repositories: ['base'] });
    await tell({ repository: undefined, repositoryId: 'r2' });
    await tell({ repository: undefined, repositoryId: 'r1' });
    await listen();
    expect((await heard()).map(([, id]) => id)).toEqual(['e1']);
  });

  it('hears nothing that is older than what the file says', async () => {
    await tell({});
    await hear('w1', published);
    await tell({}, undefined, Date.now() - 60_000);
    const [known] = await triggers.all();
    const young = await tell({});
    await hear('w1', published);
    expect(await triggers.all()).toEqual([known]);
    await listen();
    expect((await heard()).map(([, id]) => id)).toEqual([young]);
    await hear('w1', undefined);
    expect(await triggers.cursor()).toBeUndefined();
    // The feed went on meanwhile; it is not read through for who hears now.
    await tell({});
    await hear('w2', published);
    expect(await triggers.cursor()).toBe('4');
  });

  it('stores each delivery once, however many replicas look', async () => {
    await hear('w1', published);
    await hear('w2', published);
    for (let at = 0; at < 5; at += 1) {
      await tell({});
      await Promise.all(Array.from({ length: 4 }, listen));
    }
    expect(await heard()).toHaveLength(10);
    expect(await triggers.cursor()).toBe('5');
  });

  it('loses nothing and repeats nothing when it ends between two deliveries', async () => {
    await hear('w1', published);
    await hear('w2', published);
    await tell({});
    const real = DeliveryStore.create(knex);
    let stored = 0;
    const dying = replica({
      receiveEvent: async (trx, event) => {
        stored += 1;
        if (stored === 2) {
          throw new Error('killed');
        }
        await real.receiveEvent(trx, event);
      },
    });
    await expect(dying.listen()).rejects.toThrow('killed');
    expect(await heard()).toEqual([]);
    await listen();
    await listen();
    expect((await heard()).map(([workflow]) => workflow)).toEqual(['w1', 'w2']);
  });
});
