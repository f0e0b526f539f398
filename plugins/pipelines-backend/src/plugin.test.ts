import type { Run } from '@dop/plugin-pipelines-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from './testUtils/startPortal';

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

async function until<T>(
  read: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error('It did not come true in time');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe('pipelines', () => {
  let portal: TestPortal;
  let mia: string;

  let clone: TestClone;

  beforeAll(async () => {
    portal = await startPortal({});
    const { fake } = portal.access;
    mia = fake.addUser('mia', { groups: { shop: 'member' } });

    clone = await portal.repository('shop/checkout', mia);
    const record = await fake.repository({ id: clone.id });
    fake.addRepository({ ...record!, trust: 'members', visibility: 'private' });
  });
  afterAll(async () => {
    await portal?.stop();
  });

  async function runOf(commit: string): Promise<Run> {
    const client = portal.client(mia);
    const { id } = await until(async () =>
      (
        await client.runs({ repositoryId: clone.id })
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
      repository: 'shop/checkout',
      trigger: 'push',
      ref: 'refs/heads/main',
      actor: 'user:default/mia',
    });
    const log = await portal.client(mia).log(run.id, 'greet', 1);
    expect(log.text).toContain('hello world');
    expect(log.text).toContain('good morning');
    expect(log.end).toBe(true);
    expect(run.links).toHaveLength(1);
  });
});
