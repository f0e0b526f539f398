import { TestDatabases } from '@backstage/backend-test-utils';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** A component that pushes an empty commit with the token of its run. */
const pusher = {
  'component.yaml': `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: pusher, title: Pusher, description: Pushes a commit. }
spec:
  version: 1.0.0
  process: { command: [node, main.mjs] }
  inputs:
    type: object
    required: [url, commit, ref]
    properties: { url: { type: string }, commit: { type: string }, ref: { type: string } }
  outputs: { type: object, properties: {} }
  network: portal
`,
  'main.mjs': `import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
const { url, commit, ref } = JSON.parse(readFileSync(process.env.CO_INPUT, 'utf8'));
const token = readFileSync(process.env.CO_TOKEN_FILE, 'utf8').trim();
const header = 'Authorization: Basic ' + Buffer.from('run:' + token).toString('base64');
const git = (...parameters) =>
  execFileSync('git', ['-C', process.env.CO_HOME + '/work', '-c', 'http.extraHeader=' + header, '-c', 'user.name=run', '-c', 'user.email=run@example.com', ...parameters]);
execFileSync('git', ['init', '-q', process.env.CO_HOME + '/work']);
git('fetch', '-q', url, commit);
git('checkout', '-q', 'FETCH_HEAD');
git('commit', '-q', '--allow-empty', '-m', 'Bump');
git('push', '-q', url, 'HEAD:refs/heads/' + ref);
writeFileSync(process.env.CO_OUTPUT, '{}');
`,
};

const pushing = (ref: string) => `    push:
      uses: shop/pusher@1
      with: { url: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}', ref: ${ref} }
`;

const workflowOf = (name: string, triggers: string, steps: string) =>
  `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { ${triggers} }
  steps:
${steps}`;

describe.each(databases.eachSupportedId())('chains on %p', databaseId => {
  let portal: TestPortal;
  let mia: string;
  let count = 0;

  beforeAll(async () => {
    const knex =
      databaseId === 'SQLITE_3' ? undefined : await databases.init(databaseId);
    portal = await startPortal({
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
        prefix: `chains_${process.pid}_`,
      },
    });
    // The Git hosting refuses all pushes of runs, for want of a ref to ask about.
    // Here they pass, so that what pipelines makes of them is seen.
    const { access } = portal;
    const authorize = access.authorize.bind(access);
    access.authorize = async (principal, permission, on) =>
      principal.type === 'run' && permission === 'dop.repository.push'
        ? undefined
        : authorize(principal, permission, on);
    mia = portal.access.fake.addUser('mia', { groups: { shop: 'owner' } });
    const commit = await (await repository('pusher')).push(pusher);
    const published = await portal.call('POST', '/components/components', {
      secret: mia,
      body: { repository: 'shop/pusher', commit },
    });
    if (!published.ok) {
      throw new Error(await published.text());
    }
  });
  afterAll(async () => {
    await portal?.stop();
  });

  async function repository(name = `chain${count}`): Promise<TestClone> {
    const { fake } = portal.access;
    count += 1;
    const made = await portal.repository(`shop/${name}`, mia);
    const record = await fake.repository({ id: made.id });
    fake.addRepository({ ...record!, trust: 'members' });
    return made;
  }

  /** All deliveries of a repository, the oldest first, once so many are through. */
  const deliveries = (clone: TestClone, wanted: number) =>
    until(async () => {
      const { items } = await portal
        .client(mia)
        .deliveries({ repositoryId: clone.id });
      const done = items.filter(({ processedAt }) => processedAt);
      return done.length >= wanted ? done.reverse() : undefined;
    });

  const finished = (id: string): Promise<Run> =>
    until(async () => {
      const run = await portal.client(mia).run(id);
      return isTerminal(run.state) ? run : undefined;
    });

  it('starts for what a run pushes only the workflows that want it', async () => {
    const clone = await repository();
    await clone.push(
      {
        '.dop/push.yaml': workflowOf('push', 'push: {}', pushing('next')),
        '.dop/hear.yaml': workflowOf(
          'hear',
          'push: { branches: [next], fromRuns: true }',
          `    a: { uses: dop/shell@1, with: { script: 'true' } }\n`,
        ),
      },
      { ref: 'topic' },
    );
    const [byMia, byRun] = await deliveries(clone, 2);
    expect(byMia.runIds).toHaveLength(1);
    expect(byRun).toMatchObject({
      actor: `run:${byMia.runIds[0]}`,
      ref: 'refs/heads/next',
      state: 'processed',
    });
    const [id] = byRun.runIds;
    const heard = await finished(id);
    expect([byRun.runIds.length, heard.path]).toEqual([1, '.dop/hear.yaml']);
    expect(heard.envelope.actor).toBe(byRun.actor);
  });

  it('starts nothing without the word of a workflow, and says so', async () => {
    const clone = await repository();
    await clone.push(
      { '.dop/push.yaml': workflowOf('push', 'push: {}', pushing('next')) },
      { ref: 'topic' },
    );
    const [{ runIds }, byRun] = await deliveries(clone, 2);
    expect(byRun).toMatchObject({
      state: 'skipped',
      runIds: [],
      reason: `Run ${runIds[0]} pushed it, and no workflow here says "fromRuns: true"`,
    });
  });

  it('ends a loop at the depth of chains, also for what is run again', async () => {
    const clone = await repository();
    await clone.push(
      {
        '.dop/loop.yaml': workflowOf(
          'loop',
          'push: { branches: [next], fromRuns: true }',
          pushing('next'),
        ),
      },
      { ref: 'next' },
    );
    // One by a person, five by runs, and that of the last one.
    const all = await deliveries(clone, 7);
    expect(all.slice(0, 6).map(({ runIds }) => runIds.length)).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
    const last = all[5].runIds[0];
    const reason = (id: string) =>
      `Run ${id} pushed it, and it ends a chain: after the first, at most 5 runs start each other (chainDepth)`;
    expect(all[6]).toMatchObject({
      state: 'skipped',
      runIds: [],
      reason: reason(last),
    });
    // It pushes from its own commit, so that the branch has to be back there.
    const { commit } = await finished(last);
    await clone.git('fetch', '-q', 'origin');
    await clone.git('push', '-qf', 'origin', `${commit}:refs/heads/other`);
    await clone.git('push', '-q', 'origin', ':refs/heads/next');
    const known = (await deliveries(clone, 9)).length;
    const again = await portal.client(mia).rerun(last);
    const more = await deliveries(clone, known + 1);
    expect(more[known]).toMatchObject({
      state: 'skipped',
      reason: reason(again.id),
    });
  });
});
