import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

const delivery = `apiVersion: dop/v1
kind: Workflow
metadata: { name: delivery }
spec:
  delivers: [component:waits]
  triggers: { push: {} }
  concurrency: { group: main, limit: 1, whenBusy: queue }
  timeout: 10m
  steps:
    names:
      uses: dop/shell@1
      with: { script: 'printf "{\\"list\\": \\"b,a\\"}" > "$OUTPUT_VALUES"' }
    each:
      matrix: { name: '\${{ has(steps.names.outputs.values.list) ? steps.names.outputs.values.list.split(",") : ["x"] }}' }
      uses: dop/shell@1
      with: { env: { N: '\${{ matrix.name }}' }, script: 'echo "name $N"' }
    greet:
      needs: [each]
      workflow: .dop/greeting.yaml
      with: { who: checkout }
    rest: { needs: [greet], delay: 1s }
    release:
      needs: [rest]
      approve:
        by: ['group:shop']
        timeout: 7d
        form: { type: object, properties: { note: { type: string } }, required: [note] }
    deploy:
      uses: dop/shell@1
      with:
        env:
          GREETING: '\${{ steps.greet.outputs.greeting }}'
          NOTE: '\${{ steps.release.outputs.form.note }}'
        script: 'echo "$GREETING, $NOTE"'
`;

const greeting = `apiVersion: dop/v1
kind: Workflow
metadata: { name: greeting }
spec:
  inputs: { type: object, properties: { who: { type: string } }, required: [who] }
  outputs: { greeting: '\${{ "hello " + inputs.who }}' }
  steps:
    think: { uses: dop/shell@1, with: { script: 'true' } }
`;

describe('waits of a workflow file', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startPortal({});
  });
  afterAll(() => portal?.stop());

  it('a push waits for a computed matrix, a child run, time and a person, and then goes on', async () => {
    const { fake } = portal.access;
    const mia = fake.addUser('mia', { groups: { shop: 'member' } });
    const bob = fake.addUser('bob', { groups: { shop: 'owner' } });
    const clone = await portal.repository('shop/waits', mia);
    const record = await fake.repository({ id: clone.id });
    fake.addRepository({ ...record!, trust: 'members' });
    const client = portal.client(mia);
    await clone.push({
      '.dop/delivery.yaml': delivery,
      '.dop/greeting.yaml': greeting,
    });
    const reached = (wanted: (run: Run) => boolean) =>
      until(async () => {
        const { items } = await client.runs({ repositoryId: clone.id });
        const summary = items.find(run => run.workflowName === 'delivery');
        const run = summary && (await client.run(summary.id));
        return run && (wanted(run) || isTerminal(run.state)) ? run : undefined;
      });
    const waiting = await reached(
      ({ state, steps }) =>
        state === 'waiting' &&
        steps.some(
          ({ key, state: step }) => key === 'release' && step === 'waiting',
        ),
    );
    expect(
      Object.fromEntries(waiting.steps.map(({ key, state }) => [key, state])),
    ).toEqual({
      names: 'succeeded',
      'each[name=b]': 'succeeded',
      'each[name=a]': 'succeeded',
      greet: 'succeeded',
      rest: 'succeeded',
      release: 'waiting',
      deploy: 'blocked',
    });
    const approve = (secret: string, note: string) =>
      portal.call(
        'POST',
        `/pipelines/runs/${waiting.id}/steps/release/approval`,
        { secret, body: { decision: 'approve', form: { note } } },
      );
    expect((await approve(mia, 'my own')).status).toBe(403);
    expect((await approve(bob, 'well done')).status).toBe(200);
    expect((await approve(bob, 'once more')).status).toBe(409);
    expect((await reached(() => false)).state).toBe('succeeded');
    const log = await client.log(waiting.id, 'deploy', 1);
    expect(log.text).toContain('hello checkout, well done');
  });
});
