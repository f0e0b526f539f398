import { writeFile } from 'node:fs/promises';
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

/** A workflow that starts on pushes and by hand. */
function workflowOf(steps: string, spec = ''): string {
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: flow }
spec:
  delivers: [component:flow]
  triggers: { push: {}, manual: {} }
${spec}
  steps:
${steps}
`;
}

/** Waits until a file with the commit's name is there. */
const waiting = (gate: string) =>
  `    wait: { uses: dop/shell@1, with: { script: 'until [ -e "${gate}" ]; do sleep 0.05; done' } }`;

describe.each(databases.eachSupportedId())('flows on %p', databaseId => {
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
      },
    });
    mia = portal.access.fake.addUser('mia', {
      groups: { shop: 'member', rivals: 'member' },
    });
  });
  afterAll(async () => {
    await portal?.stop();
  });

  async function repository(namespace = 'shop'): Promise<TestClone> {
    const { fake } = portal.access;
    count += 1;
    const made = await portal.repository(`${namespace}/flow${count}`, mia);
    const record = await fake.repository({ id: made.id });
    fake.addRepository({ ...record!, trust: 'members' });
    return made;
  }

  async function runOf(clone: TestClone, commit: string): Promise<Run> {
    const client = portal.client(mia);
    const { items } = await until(async () => {
      const page = await client.runs({ repositoryId: clone.id });
      return page.items.some(run => run.commit === commit) ? page : undefined;
    });
    return client.run(items.find(run => run.commit === commit)!.id);
  }

  const reached = (id: string, wanted: (run: Run) => boolean) =>
    until(async () => {
      const run = await portal.client(mia).run(id);
      return wanted(run) ? run : undefined;
    });
  const finished = (id: string) => reached(id, run => isTerminal(run.state));

  it('gives a step that follows a matrix its outputs in the order of the matrix', async () => {
    const clone = await repository();
    const commit = await clone.push({
      '.dop/flow.yaml': workflowOf(`    part:
      uses: dop/shell@1
      matrix: { shard: [3, 1, 2] }
      with:
        env: { SHARD: '\${{ string(matrix.shard) }}' }
        script: 'printf "{\\"shard\\": \\"%s\\"}" "$SHARD" > "$OUTPUT_VALUES"'
    sum:
      uses: dop/shell@1
      with:
        env: { ALL: '\${{ steps.part.outputs.values.map(v, has(v.shard) ? v.shard : "none").join("-") }}' }
        script: 'echo "all: $ALL"'`),
    });
    const run = await finished((await runOf(clone, commit)).id);
    expect(
      run.steps.map(({ key, state, reason }) => [key, state, reason]),
    ).toEqual([
      ['part[shard=3]', 'succeeded', undefined],
      ['part[shard=1]', 'succeeded', undefined],
      ['part[shard=2]', 'succeeded', undefined],
      ['sum', 'succeeded', undefined],
    ]);
    const log = await portal.client(mia).log(run.id, 'sum', 1);
    expect(log.text).toContain('all: 3-1-2');
  });

  it.each(['queue', 'cancelOlder', 'reject'] as const)(
    'keeps a concurrency group to its limit: %s',
    async whenBusy => {
      const clone = await repository();
      const gate = `${clone.folder}.gate`;
      const file = workflowOf(
        waiting(gate),
        `  concurrency: { group: '\${{ trigger.ref }}', limit: 1, whenBusy: ${whenBusy} }`,
      );
      const first = await runOf(
        clone,
        await clone.push({ '.dop/flow.yaml': file }),
      );
      await reached(first.id, ({ steps }) => steps[0].state === 'running');
      const second = await runOf(clone, await clone.push({ 'a.txt': '1' }));
      const meanwhile = {
        queue: { id: second.id, state: 'queued' },
        cancelOlder: { id: first.id, state: 'cancelled' },
        reject: { id: second.id, state: 'rejected' },
      }[whenBusy];
      await reached(meanwhile.id, ({ state }) => state === meanwhile.state);
      await writeFile(gate, '');
      const states = [await finished(first.id), await finished(second.id)].map(
        ({ state }) => state,
      );
      expect(states).toEqual(
        {
          queue: ['succeeded', 'succeeded'],
          cancelOlder: ['cancelled', 'succeeded'],
          reject: ['succeeded', 'rejected'],
        }[whenBusy],
      );
    },
  );

  it.each([
    ['owner', 'queued'],
    ['workflow', 'running'],
  ] as const)(
    'counts a concurrency group by %s across repositories: the next is %s',
    async (scope, state) => {
      const spec = `  concurrency: { group: deploy-${databaseId}, limit: 1, whenBusy: queue, scope: ${scope} }`;
      const first = await repository();
      const gate = `${first.folder}.gate`;
      const file = workflowOf(waiting(gate), spec);
      const begin = async (clone: TestClone) =>
        runOf(clone, await clone.push({ '.dop/flow.yaml': file }));
      const held = await begin(first);
      await reached(held.id, run => run.state === 'running');
      const next = await begin(await repository());
      const stranger = await begin(await repository('rivals'));
      // Another owner has a group of its own.
      await reached(stranger.id, run => run.state === 'running');
      await reached(next.id, run => run.state === state);
      await writeFile(gate, '');
      for (const { id } of [held, next, stranger]) {
        expect((await finished(id)).state).toBe('succeeded');
      }
    },
  );

  it('cancels no run of a protected ref for one of another ref, nor the other way', async () => {
    const clone = await repository();
    const gate = `${clone.folder}.gate`;
    const running = async (ref: string, files: Record<string, string> = {}) => {
      const commit = await clone.push(files, { ref });
      const { id } = await runOf(clone, commit);
      await reached(id, run => run.state === 'running');
      return id;
    };
    const main = await running('main', {
      '.dop/flow.yaml': workflowOf(
        waiting(gate),
        '  concurrency: { group: all, limit: 1, whenBusy: cancelOlder }',
      ),
    });
    const topic = await running('topic');
    const other = await running('other');
    expect((await finished(topic)).state).toBe('cancelled');
    const newer = await running('main');
    expect((await finished(main)).state).toBe('cancelled');
    await writeFile(gate, '');
    expect((await finished(other)).state).toBe('succeeded');
    expect((await finished(newer)).state).toBe('succeeded');
  });

  it('starts nothing at a commit that names an unknown version, and keeps the commit before it', async () => {
    const clone = await repository();
    const client = portal.client(mia);
    const file = workflowOf(
      "    a: { uses: dop/shell@1, with: { script: 'true' } }",
    );
    const good = await clone.push({ '.dop/flow.yaml': file });
    await finished((await runOf(clone, good)).id);
    const bad = await clone.push({
      '.dop/flow.yaml': file.replace('shell@1', 'shell@9'),
    });
    const delivery = await until(async () =>
      (
        await client.deliveries({ repositoryId: clone.id })
      ).items.find(one => one.commit === bad && one.processedAt),
    );
    expect(delivery).toMatchObject({ runIds: [], errors: 1 });
    const { items } = await client.findings({ repositoryId: clone.id });
    expect(items).toEqual([
      expect.objectContaining({
        rule: 'unknown-component',
        line: 9,
        message: 'dop/shell has no version that fits 9; there are 1.0.0.',
      }),
    ]);
    const again = await client.rerun((await runOf(clone, good)).id);
    expect((await finished(again.id)).state).toBe('succeeded');
  });

  it('goes on with a component version that is retired while a run uses it, and starts nothing new with it', async () => {
    const clone = await repository();
    const client = portal.client(mia);
    const gate = `${clone.folder}.gate`;
    const file = workflowOf(`${waiting(gate)}
    later: { needs: [wait], uses: dop/shell@1, with: { script: 'echo later' } }`);
    const first = await runOf(
      clone,
      await clone.push({ '.dop/flow.yaml': file }),
    );
    await reached(first.id, ({ steps }) => steps[0].state === 'running');
    const root = portal.access.fake.addUser('root', { administrator: true });
    const change = async (lifecycle: string) => {
      const { status } = await portal.call(
        'PATCH',
        '/components/components/dop/shell/versions/1.0.0',
        { secret: root, body: { lifecycle, reason: 'unsafe' } },
      );
      expect(status).toBe(200);
    };
    await change('retired');
    try {
      await writeFile(gate, '');
      expect(await finished(first.id)).toMatchObject({
        state: 'succeeded',
        steps: [{ state: 'succeeded' }, { state: 'succeeded' }],
      });
      const again = await client.rerun(first.id);
      expect((await finished(again.id)).state).toBe('succeeded');
      const bad = await clone.push({ '.dop/flow.yaml': `${file}# more\n` });
      const delivery = await until(async () =>
        (
          await client.deliveries({ repositoryId: clone.id })
        ).items.find(one => one.commit === bad && one.processedAt),
      );
      expect(delivery).toMatchObject({ runIds: [], errors: 1 });
    } finally {
      await change('published');
    }
  });

  it('fails a step whose expressions cost too much, with a sentence, and a group likewise', async () => {
    const clone = await repository();
    const costly =
      'inputs.list.all(a, inputs.list.all(b, inputs.list.all(c, a + b + c < 9999)))';
    const inputs = `  inputs: { type: object, properties: { list: { type: array, items: { type: integer }, default: [${Array.from(
      { length: 120 },
      (_, at) => at,
    ).join(', ')}] } } }`;
    const dear = await clone.push({
      '.dop/flow.yaml': workflowOf(
        `    a: { uses: dop/shell@1, with: { script: 'echo \${{ string(${costly}) }}' } }
    b: { uses: dop/shell@1, if: '\${{ ${costly} }}', with: { script: 'true' } }`,
        inputs,
      ),
    });
    const run = await finished((await runOf(clone, dear)).id);
    expect(run.state).toBe('failed');
    expect(run.steps[0].attempts[0].reason).toMatch(
      /^Its inputs could not be evaluated: The expressions of one step may cost/,
    );
    expect(run.steps[1].reason).toMatch(
      /^Its condition could not be evaluated: The expressions of one step may cost/,
    );

    const group = await clone.push({
      '.dop/flow.yaml': workflowOf(
        "    a: { uses: dop/shell@1, with: { script: 'true' } }",
        `${inputs}
  concurrency: { group: 'g-\${{ string(${costly}) }}', limit: 1, whenBusy: queue }`,
      ),
    });
    const delivery = await until(async () =>
      (
        await portal.client(mia).deliveries({ repositoryId: clone.id })
      ).items.find(one => one.commit === group && one.processedAt),
    );
    expect(delivery).toMatchObject({ state: 'processed', runIds: [] });
    expect(delivery.reason).toMatch(
      /^\.dop\/flow\.yaml: Its concurrency group could not be evaluated: The expressions/,
    );
  });
});
