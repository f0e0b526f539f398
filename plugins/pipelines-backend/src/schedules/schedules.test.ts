import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isTerminal } from '@dop/plugin-pipelines-common';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const file = (triggers: string) => `apiVersion: dop/v1
kind: Workflow
metadata: { name: nightly }
spec:
  triggers: ${triggers}
  steps:
    say: { uses: dop/shell@1, with: { script: 'echo \${{ trigger.type }} \${{ trigger.commit }}' } }
`;

describe('A workflow with a schedule', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startPortal({});
  });
  afterAll(() => portal?.stop());

  it('shows when it starts, starts then at the head of the default branch, and no more once it says so no more', async () => {
    const mia = portal.access.fake.addUser('mia', {
      groups: { shop: 'member' },
    });
    const client = portal.client(mia);
    const clone = await portal.repository('shop/nightly', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, trust: 'protectedRefs' });
    const workflow = (wanted: (times: unknown) => boolean) =>
      until(async () =>
        (await client.workflows({ repositoryId: clone.id })).items.find(
          ({ schedules }) => wanted(schedules),
        ),
      );

    const schedule = `{ schedule: [{ cron: '0 3 * * 1', timezone: Europe/Berlin }] }`;
    await clone.push({ '.dop/nightly.yaml': file(schedule) });
    const { id, schedules } = await workflow(Boolean);
    expect(schedules).toEqual([
      {
        cron: '0 3 * * 1',
        timezone: 'Europe/Berlin',
        nextAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT0[12]:00:00.000Z$/),
      },
    ]);
    // Another branch changes nothing.
    await clone.git('checkout', '-q', '-b', 'side');
    await clone.push({ '.dop/nightly.yaml': file('{}') }, { ref: 'side' });
    await clone.git('checkout', '-q', 'main');
    const head = await clone.push({ 'more.txt': '1' });
    await until(async () =>
      (
        await client.deliveries({ repositoryId: clone.id })
      ).items.find(one => one.commit === head && one.processedAt),
    );

    // The time comes: the row is put to the last full minute.
    const database = new Database(
      join(portal.dataDirectory, 'database', 'pipelines.sqlite'),
    );
    const minute = 60_000;
    database
      .prepare("UPDATE schedules SET cron = '* * * * *', next_at = ?")
      .run(Math.floor(Date.now() / minute) * minute);
    database.close();
    const run = await until(async () => {
      const { items } = await client.runs({ workflowId: id });
      return items.find(({ state }) => isTerminal(state));
    });
    expect(run).toMatchObject({
      state: 'succeeded',
      trigger: 'schedule',
      actor: 'schedule',
      commit: head,
      ref: 'refs/heads/main',
    });
    const [{ last }] = (await client.workflow(id)).schedules ?? [];
    expect(last?.runId).toBe(
      (await client.runs({ workflowId: id })).items.pop()?.id,
    );

    await clone.push({ '.dop/nightly.yaml': file('{ manual: {} }') });
    await workflow(times => times === undefined);
  });
});
