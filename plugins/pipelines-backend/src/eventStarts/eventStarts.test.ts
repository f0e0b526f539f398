import { TestDatabases } from '@backstage/backend-test-utils';
import { isTerminal, type Delivery } from '@dop/plugin-pipelines-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const workflowOf = (triggers: string, script = 'true') => `apiVersion: dop/v1
kind: Workflow
metadata: { name: flow }
spec:
  triggers: { ${triggers} }
  steps:
    say: { uses: dop/shell@1, with: { script: 'echo ${script}' } }
`;

const finishedOf = (name: string) =>
  `event: { types: [dev.cdevents.pipelinerun.finished], repositories: [${name}] }`;

describe.each(databases.eachSupportedId())('Starts by events on %p', id => {
  let portal: TestPortal;
  let mia: string;

  beforeAll(async () => {
    const knex = id === 'SQLITE_3' ? undefined : await databases.init(id);
    portal = await startPortal({
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
        prefix: `starts_${process.pid}_`,
      },
    });
    mia = portal.access.fake.addUser('mia', {
      groups: { shop: 'member', rivals: 'member' },
    });
  });
  afterAll(async () => {
    await portal?.stop();
  });

  async function repository(name: string): Promise<TestClone> {
    const { fake } = portal.access;
    const made = await portal.repository(name, mia);
    const record = await fake.repository({ id: made.id });
    fake.addRepository({ ...record!, trust: 'members' });
    return made;
  }

  const deliveries = async (clone: TestClone, type: Delivery['type']) =>
    (await portal.client(mia).deliveries({ repositoryId: clone.id })).items
      .filter(one => one.type === type && one.processedAt)
      .reverse();

  const pushed = async (clone: TestClone, commit: string) =>
    until(async () =>
      (await deliveries(clone, 'push')).find(one => one.commit === commit),
    );

  const finished = (runId: string) =>
    until(async () => {
      const run = await portal.client(mia).run(runId);
      return isTerminal(run.state) ? run : undefined;
    });

  it('starts the last good definition at the head of the default branch by what another repository of the owner did', async () => {
    const [base, app, rival] = [
      await repository('shop/base'),
      await repository('shop/app'),
      await repository('rivals/app'),
    ];
    const hears = workflowOf(
      finishedOf('base'),
      '${{ trigger.event.type }} ${{ trigger.actor }}',
    );
    for (const clone of [app, rival]) {
      await pushed(clone, await clone.push({ '.dop/hear.yaml': hears }));
    }
    const head = await app.push({ '.dop/hear.yaml': 'spec: {' });
    await pushed(app, head);
    const file = { '.dop/flow.yaml': workflowOf('push: {}') };
    const topic = await base.push(file, { ref: 'topic' });
    await finished((await pushed(base, topic)).runIds[0]);
    const main = await base.push({ 'a.txt': 'a' });
    const [cause] = (await pushed(base, main)).runIds;
    const [heard] = await until(async () => {
      const items = await deliveries(app, 'event');
      return items.length > 0 ? items : undefined;
    });
    expect(heard).toMatchObject({
      type: 'event',
      source: 'events',
      state: 'processed',
      ref: 'refs/heads/main',
      commit: head,
      actor: `run:${cause}`,
      event: {
        type: expect.stringMatching(/^dev\.cdevents\.pipelinerun\.finished\./),
        subject: cause,
      },
    });
    const run = await finished(heard.runIds[0]);
    expect(run).toMatchObject({
      state: 'succeeded',
      trigger: 'event',
      commit: head,
      envelope: { event: { subject: cause, before: '' } },
    });
    const { text } = await portal.client(mia).log(run.id, 'say', 1);
    expect(text).toMatch(
      new RegExp(`dev\\.cdevents\\.pipelinerun\\.finished\\S* run:${cause}`),
    );
    // One of the run of the topic would have come before.
    expect(await deliveries(app, 'event')).toHaveLength(1);
    expect(await deliveries(rival, 'event')).toEqual([]);
  });

  it('ends a loop of two workflows, and names the limit', async () => {
    const [ping, pong] = [
      await repository('shop/ping'),
      await repository('shop/pong'),
    ];
    await pushed(
      pong,
      await pong.push({ '.dop/flow.yaml': workflowOf(finishedOf('ping')) }),
    );
    await ping.push({
      '.dop/flow.yaml': workflowOf(`push: {}, ${finishedOf('pong')}`),
    });
    const last = await until(async () => {
      const all = await deliveries(ping, 'event');
      return all.find(({ state }) => state === 'skipped');
    }, 60_000);
    const heard = [
      ...(await deliveries(ping, 'event')),
      ...(await deliveries(pong, 'event')),
    ];
    // After the first: pong, ping, pong, ping, pong.
    expect(heard.flatMap(({ runIds }) => runIds)).toHaveLength(5);
    expect(last).toMatchObject({
      runIds: [],
      reason: expect.stringMatching(
        /^\.dop\/flow\.yaml: run .* ends a chain: after the first, at most 5 runs start each other \(chainDepth\)$/,
      ),
    });
    // A run that repeats the last one is as deep as that.
    const deepest = /run (\S+) did it/.exec(last.reason!)![1];
    const again = await portal.client(mia).rerun(deepest);
    await until(async () =>
      (
        await deliveries(ping, 'event')
      ).find(
        ({ state, reason }) =>
          state === 'skipped' && reason?.includes(`run ${again.id} did it`),
      ),
    );
  });
});
