import type { Run, StreamMessage, Watch } from '@dop/plugin-pipelines-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { isTerminal } from '@dop/plugin-pipelines-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: delivery, title: Delivery }
spec:
  delivers: [component:checkout]
  triggers: { push: { branches: [main, 'next/*'] }, manual: {} }
  inputs: { type: object, properties: { who: { type: string, default: world } } }
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    greet:
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        env: { WHO: '\${{ inputs.who }}' }
        script: |
          echo "hello $WHO"
          cat greeting.txt
          printf '{"who": "%s"}' "$WHO" > "$OUTPUT_VALUES"
    last:
      uses: dop/shell@1
      needs: [greet]
      with:
        script: 'echo \${{ trigger.event.message }}'
`;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('pipelines on %p', databaseId => {
  let portal: TestPortal;
  let mia: string;
  let sam: string;
  let clone: TestClone;
  let repositories = 0;

  beforeAll(async () => {
    const knex =
      databaseId === 'SQLITE_3' ? undefined : await databases.init(databaseId);
    portal = await startPortal({
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
      },
    });
    mia = portal.access.fake.addUser('mia', { groups: { shop: 'member' } });
    sam = portal.access.fake.addUser('sam');
    clone = await trusted();
  });
  afterAll(async () => {
    await portal?.stop();
  });

  /** A private repository that may run in processes. */
  async function trusted(
    trust: 'members' | 'none' | 'protectedRefs' = 'members',
  ) {
    const { fake } = portal.access;
    repositories += 1;
    const made = await portal.repository(`shop/r${repositories}`, mia);
    const record = await fake.repository({ id: made.id });
    fake.addRepository({ ...record!, trust, visibility: 'private' });
    return made;
  }

  async function runOf(commit: string, of = clone): Promise<Run> {
    const client = portal.client(mia);
    const { id } = await until(async () =>
      (
        await client.runs({ repositoryId: of.id })
      ).items.find(run => run.commit === commit),
    );
    return client.run(id);
  }

  async function finished(id: string): Promise<Run> {
    return until(async () => {
      const run = await portal.client(mia).run(id);
      return run.finishedAt ? run : undefined;
    });
  }

  async function delivered(commit: string, of = clone) {
    return until(async () =>
      (await portal.client(mia).deliveries({ repositoryId: of.id })).items.find(
        one => one.commit === commit && one.processedAt,
      ),
    );
  }

  it('runs a workflow from a push to its end', async () => {
    const commit = await clone.push({
      '.dop/delivery.yaml': workflow,
      'greeting.txt': 'good morning\n',
    });
    const started = await runOf(commit);
    const run = await finished(started.id);
    expect(
      run.steps.map(({ key, state, reason }) => [key, state, reason]),
    ).toEqual([
      ['source', 'succeeded', undefined],
      ['greet', 'succeeded', undefined],
      ['last', 'succeeded', undefined],
    ]);
    expect(run).toMatchObject({
      state: 'succeeded',
      number: 1,
      workflowName: 'delivery',
      repository: 'shop/r1',
      trigger: 'push',
      ref: 'refs/heads/main',
      actor: 'user:default/mia',
      delivers: ['component:shop/checkout'],
    });
    const log = await portal.client(mia).log(run.id, 'greet', 1);
    expect(log.text).toContain('hello world');
    expect(log.text).toContain('good morning');
    expect(log.end).toBe(true);
    expect(run.links).toEqual([
      expect.objectContaining({
        from: 'source',
        to: 'greet',
        input: 'source',
        value: expect.objectContaining({ mediaType: 'application/x-tar' }),
      }),
    ]);
    const { items } = await portal.client(mia).artifacts(run.id);
    expect(items.map(({ output }) => output)).toContain('tree');
    const paged: typeof items = [];
    let cursor: string | undefined;
    do {
      const page = await portal
        .client(mia)
        .artifactsPage(run.id, { limit: 1, cursor });
      expect(page.items).toHaveLength(1);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(items);
    const tree = await portal.call(
      'GET',
      `/pipelines/artifacts/${items[0].digest}`,
      { secret: mia },
    );
    expect(tree.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await tree.arrayBuffer()).byteLength).toBe(items[0].size);
  });

  it('makes two runs of two pushes, in order, and one of each delivery', async () => {
    const commits = [
      await clone.push({ 'a.txt': '1' }),
      await clone.push({ 'a.txt': '2' }),
    ];
    const [first, second] = [await runOf(commits[0]), await runOf(commits[1])];
    expect(second.number).toBe(first.number + 1);
    expect(second.deliveryId).not.toBe(first.deliveryId);
    await Promise.all([finished(first.id), finished(second.id)]);
  });

  it('starts nothing from a broken file, shows where, and keeps the last good one', async () => {
    const broken = workflow.replace('trigger.commit', 'trigger.comit');
    const commit = await clone.push({ '.dop/delivery.yaml': broken });
    const delivery = await delivered(commit);
    expect(delivery).toMatchObject({
      state: 'processed',
      runIds: [],
      errors: 1,
      reason: 'Errors in .dop/delivery.yaml',
    });
    const { items } = await portal
      .client(mia)
      .findings({ repositoryId: clone.id });
    expect(items).toEqual([
      expect.objectContaining({
        rule: 'unknown-name',
        file: '.dop/delivery.yaml',
        line: 11,
        column: 81,
        commit,
        ref: 'refs/heads/main',
        source: expect.stringContaining('trigger.comit'),
        fix: expect.objectContaining({ newText: 'commit' }),
      }),
    ]);
    const [known] = (await portal.client(mia).workflows()).items;
    expect(known).toMatchObject({ state: 'broken', errors: 1 });
    expect(known.graph?.steps).toHaveLength(3);

    const repaired = await clone.push({ '.dop/delivery.yaml': workflow });
    await finished((await runOf(repaired)).id);
    expect(
      (await portal.client(mia).findings({ repositoryId: clone.id })).items,
    ).toEqual([]);
  });

  it.each([
    [
      '[skip ci] in the message',
      'Docs [skip ci]',
      'main',
      'skipped',
      'skip ci',
    ],
    [
      'a branch that does not match',
      'x',
      'other',
      'processed',
      'does not match',
    ],
    ['a tag', 'x', 'refs/tags/v1', 'processed', 'does not match'],
  ])(
    'starts nothing for %s and says why',
    async (_, message, ref, state, reason) => {
      const commit = await clone.push({}, { message, ref });
      expect(await delivered(commit)).toMatchObject({
        state,
        runIds: [],
        reason: expect.stringContaining(reason),
      });
    },
  );

  it('starts by hand with checked inputs', async () => {
    const client = portal.client(mia);
    const { items } = await client.workflows({ repositoryId: clone.id });
    await expect(
      client.start(items[0].id, { inputs: { who: 1 } }),
    ).rejects.toThrow(/who expected text/);
    await expect(client.start(items[0].id, { ref: 'nowhere' })).rejects.toThrow(
      /no branch or tag "nowhere"/,
    );
    const run = await client.start(items[0].id, { inputs: { who: 'Mia' } });
    expect(run).toMatchObject({ trigger: 'manual', inputs: { who: 'Mia' } });
    await finished(run.id);
    expect((await client.log(run.id, 'greet', 1)).text).toContain('hello Mia');

    const again = await client.rerun(run.id);
    expect(again).toMatchObject({
      rerunOf: { id: run.id, number: run.number },
      inputs: { who: 'Mia' },
    });
    const partly = await portal.call(
      'POST',
      `/pipelines/runs/${run.id}/rerun`,
      {
        secret: mia,
        body: { failedOnly: true },
      },
    );
    expect(partly.status).toBe(400);
    expect(await partly.text()).toContain('failedOnly');
    await client.cancel(again.id);
    expect(await finished(again.id)).toMatchObject({
      state: 'cancelled',
      cancelledBy: 'user:default/mia',
    });
  });

  it('keeps a step that the trust does not cover, and says why', async () => {
    const untrusted = await trusted('none');
    const commit = await untrusted.push({ '.dop/delivery.yaml': workflow });
    const run = await runOf(commit, untrusted);
    const step = await until(async () => {
      const [source] = (await portal.client(mia).run(run.id)).steps;
      return source.reason ? source : undefined;
    });
    expect(step).toMatchObject({ state: 'ready', attempts: [] });
    expect(step.reason).toContain('not trusted to run outside a sandbox');
    await portal.client(mia).cancel(run.id);
  });

  it('shows nothing of a private repository to others', async () => {
    const client = portal.client(sam);
    const [run] = (await portal.client(mia).runs({ repositoryId: clone.id }))
      .items;
    for (const list of [
      client.workflows(),
      client.runs(),
      client.deliveries(),
      client.findings(),
    ]) {
      expect((await list).items).toEqual([]);
    }
    const { items } = await portal.client(mia).artifacts(run.id);
    for (const [method, path] of [
      ['GET', `/workflows/${run.workflowId}`],
      ['POST', `/workflows/${run.workflowId}/runs`],
      ['GET', `/runs/${run.id}`],
      ['GET', `/runs/${run.id}/events`],
      ['GET', `/runs/${run.id}/artifacts`],
      ['GET', `/runs/${run.id}/steps/greet/attempts/1/log`],
      ['GET', `/runs/${run.id}/steps/greet/attempts/1/log.txt`],
      ['POST', `/runs/${run.id}/cancel`],
      ['POST', `/runs/${run.id}/rerun`],
      ['GET', `/stream?watch=run:${run.id}:0`],
      ['GET', `/artifacts/${items[0]?.digest ?? `sha256:${'0'.repeat(64)}`}`],
    ]) {
      const response = await portal.call(method, `/pipelines${path}`, {
        secret: sam,
        ...(method === 'POST' && { body: {} }),
      });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  it('tells everything that a page watches over one stream', async () => {
    const client = portal.client(mia);
    const before = (await client.runs()).items[0];
    const abort = new AbortController();
    const messages: StreamMessage[] = [];
    const watch = async (watches: Watch[]) => {
      for await (const message of client.stream(watches, abort.signal)) {
        messages.push(message);
      }
    };
    const all = watch([{ type: 'runs', filter: {} }]).catch(() => undefined);
    await until(async () => messages[0]);
    const commit = await clone.push({ 'b.txt': String(Math.random()) });
    const id = await until(async () => {
      for (const message of messages) {
        const found =
          message.type === 'runs' &&
          message.runs.find(run => run.commit === commit);
        if (found) {
          return found.id;
        }
      }
      return undefined;
    });
    expect(id).not.toBe(before.id);
    const one = watch([
      { type: 'run', runId: id, after: 0 },
      { type: 'log', runId: id, instanceKey: 'greet', attempt: 1, offset: 0 },
    ]).catch(() => undefined);
    const late = watch([
      { type: 'log', runId: id, instanceKey: 'nothing', attempt: 1, offset: 0 },
    ]).catch(() => undefined);
    await until(async () =>
      messages.find(
        message => message.type === 'run' && isTerminal(message.run.state),
      ),
    );
    await until(async () => messages.find(({ type }) => type === 'error'));
    abort.abort();
    await Promise.all([all, one, late]);
    const sequences = messages.flatMap(message =>
      message.type === 'run' ? message.events.map(event => event.sequence) : [],
    );
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    const run = await client.run(id);
    expect(sequences).toHaveLength(run.sequence);
  });

  it('checks a file without keeping it', async () => {
    const answer = await portal.client(mia).lint({
      text: workflow.replace(
        'steps.source.outputs.tree',
        'steps.sorce.outputs.tree',
      ),
      repository: 'shop/r1',
    });
    expect(answer.graph).toBeUndefined();
    expect(answer.findings.map(({ rule }) => rule)).toEqual(['unknown-name']);
    const good = await portal.client(mia).lint({ text: workflow });
    expect(good.findings).toEqual([]);
    expect(good.graph?.steps.map(({ id }) => id)).toEqual([
      'source',
      'greet',
      'last',
    ]);
    await expect(
      portal.client(sam).lint({ text: workflow, repository: 'shop/r1' }),
    ).rejects.toThrow(/no such repository/);
  });

  it('is not ready while the engine stands still, and is again when it goes on', async () => {
    const readiness = async () =>
      (await fetch(`${portal.url}/.backstage/health/v1/readiness`)).status;
    expect(await readiness()).toBe(200);
    const untrusted = await trusted('none');
    const commit = await untrusted.push({ '.dop/delivery.yaml': workflow });
    const { id } = await runOf(commit, untrusted);
    await until(async () => (await portal.client(mia).run(id)).steps[0].reason);
    // Where the step may run is asked again and again; now there is no answer.
    let release: () => void = () => undefined;
    const hanging = new Promise<void>(resolve => {
      release = resolve;
    });
    const repository = portal.access.repository.bind(portal.access);
    const access = jest
      .spyOn(portal.access, 'repository')
      .mockImplementation(async by => {
        if ('id' in by && by.id === untrusted.id) {
          await hanging;
        }
        return repository(by);
      });
    const now = Date.now.bind(Date);
    const clock = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => now() + 61_000);
    await until(async () => (await readiness()) === 503 || undefined);
    release();
    access.mockRestore();
    clock.mockRestore();
    await until(async () => (await readiness()) === 200 || undefined);
    await portal.client(mia).cancel(id);
    await finished(id);
  });
});
