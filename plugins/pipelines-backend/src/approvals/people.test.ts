import { ResponseError } from '@backstage/errors';
import { TestDatabases } from '@backstage/backend-test-utils';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const file = (steps: string, spec = '') => `apiVersion: dop/v1
kind: Workflow
metadata: { name: people }
spec:
  triggers: { push: {}, manual: {} }
  env: { TEAM: shop, REGION: us }
${spec}
  steps:
${steps}
`;

const release = file(`    test: { uses: dop/shell@1, with: { script: 'true' } }
    release:
      needs: [test]
      title: Release
      approve:
        by: [group:default/shop]
        form: { type: object, required: [note], properties: { note: { type: string } } }
    promote:
      needs: [release]
      uses: dop/shell@1
      env: { REGION: eu }
      with: { script: 'echo \${{ steps.release.outputs.form.note }} \${{ steps.release.outputs.by }}' }`);

describe.each(databases.eachSupportedId())('People on %p', databaseId => {
  let portal: TestPortal;
  const people: Record<string, string> = {};
  let repositories = 0;

  beforeAll(async () => {
    const knex =
      databaseId === 'SQLITE_3' ? undefined : await databases.init(databaseId);
    portal = await startPortal({
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
      },
      pipelines: { env: { TEAM: 'all', SITE: 'berlin' } },
    });
    const { fake } = portal.access;
    people.mia = fake.addUser('mia', { groups: { shop: 'member' } });
    people.ned = fake.addUser('ned', { groups: { shop: 'owner' } });
    people.sam = fake.addUser('sam', { groups: { other: 'member' } });
    people.ada = fake.addUser('ada', { administrator: true });
  });
  afterAll(() => portal?.stop());

  const as = (name: string) => portal.client(people[name]);

  async function repository(text: string): Promise<TestClone> {
    const { fake } = portal.access;
    repositories += 1;
    const clone = await portal.repository(`shop/p${repositories}`, people.mia);
    const record = await fake.repository({ id: clone.id });
    fake.addRepository({ ...record!, trust: 'members' });
    await clone.push({ '.dop/people.yaml': text });
    return clone;
  }

  const reached = (of: TestClone, wanted: (run: Run) => boolean) =>
    until(async () => {
      const [first] = (await as('mia').runs({ repositoryId: of.id })).items;
      const run = first && (await as('mia').run(first.id));
      return run && wanted(run) ? run : undefined;
    });
  const settled = (id: string) =>
    until(async () => {
      const run = await as('mia').run(id);
      return isTerminal(run.state) ? run : undefined;
    });
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (!(error instanceof ResponseError)) {
      throw new Error(`It was not refused: ${error}`);
    }
    return [error.response.status, error.message];
  };

  it('approve what is not their own change, once, with a form', async () => {
    const clone = await repository(release);
    const run = await reached(clone, ({ state }) => state === 'waiting');
    expect(run.steps[1]).toMatchObject({
      key: 'release',
      state: 'waiting',
      wait: {
        kind: 'approval',
        approvers: ['group:default/shop'],
        form: { required: ['note'] },
      },
    });
    const mine = async (name: string) =>
      (await as(name).approvals({ mine: true })).items
        .filter(one => one.run.id === run.id)
        .map(({ instanceKey, mayDecide }) => [instanceKey, mayDecide]);
    expect(await mine('ned')).toEqual([['release', true]]);
    expect(await mine('mia')).toEqual([['release', false]]);
    expect(await mine('sam')).toEqual([]);
    const [seen] = (await as('mia').approvals({ runId: run.id })).items;
    expect(seen).toMatchObject({
      title: 'Release',
      whyNot: expect.stringMatching(/^Nobody decides about their own change/),
    });

    const reason = 'all tests are green';
    const decide = (name: string, decision: 'approve' | 'reject', form = {}) =>
      as(name).decide(run.id, 'release', { decision, form, reason });
    expect(await refused(decide('mia', 'approve', { note: 'x' }))).toEqual([
      403,
      expect.stringMatching(/^Nobody decides about their own change/),
    ]);
    expect(await refused(decide('sam', 'approve', { note: 'x' }))).toEqual([
      403,
      expect.stringMatching(/^Only group:default\/shop may decide/),
    ]);
    // To be an administrator is not to be an approver.
    expect((await refused(decide('ada', 'reject')))[0]).toBe(403);
    expect(await refused(decide('ned', 'approve'))).toEqual([
      400,
      expect.stringContaining('note'),
    ]);
    expect(
      await refused(as('ned').decide(run.id, 'test', { decision: 'approve' })),
    ).toEqual([400, expect.stringContaining('no approval')]);
    await decide('ned', 'approve', { note: 'looks good' });
    const [status, sentence] = await refused(
      decide('ned', 'reject', { note: 'no' }),
    );
    expect(status).toBe(409);
    expect(sentence).toMatch(
      /^user:default\/ned approved release at \d{4}-\d\d-\d\dT.*: all tests are green$/,
    );

    const over = await settled(run.id);
    expect(over.state).toBe('succeeded');
    expect(over.steps[1].reason).toBe(
      `Approved by user:default/ned: ${reason}`,
    );
    expect(over.steps[1].outputs).toMatchObject({
      approved: true,
      by: 'user:default/ned',
      form: { note: 'looks good' },
    });
    const log = await as('mia').log(run.id, 'promote', 1);
    expect(log.text).toContain('looks good user:default/ned');
    // Where each variable comes from: the last layer that names it.
    expect(over.steps[2].attempts[0].env).toEqual({
      REGION: { value: 'eu', source: 'step' },
      SITE: { value: 'berlin', source: 'portal' },
      TEAM: { value: 'shop', source: 'workflow' },
    });
    expect((await as('ned').approvals({ mine: true })).items).toEqual([]);
  });

  it('reject, and what follows is not run; of two at once one is told', async () => {
    const clone = await repository(release);
    const run = await reached(clone, ({ state }) => state === 'waiting');
    const answers = await Promise.all(
      (['approve', 'reject'] as const).map(decision =>
        as('ned')
          .decide(run.id, 'release', { decision, form: { note: decision } })
          .then(
            () => decision,
            (error: ResponseError) => error.response.status,
          ),
      ),
    );
    expect(answers).toContain(409);
    const won = answers.find(answer => answer !== 409);
    const over = await settled(run.id);
    expect(over.state).toBe(won === 'approve' ? 'succeeded' : 'rejected');
  });

  it('come late to a cancelled run and are told', async () => {
    const clone = await repository(release);
    const run = await reached(clone, ({ state }) => state === 'waiting');
    await as('mia').cancel(run.id);
    await settled(run.id);
    expect(
      await refused(
        as('ned').decide(run.id, 'release', {
          decision: 'approve',
          form: { note: 'late' },
        }),
      ),
    ).toEqual([409, expect.stringContaining('release')]);
  });

  it('edit inputs, and are then authors of what they run again', async () => {
    const clone = await repository(release);
    const first = await reached(clone, ({ state }) => state === 'waiting');
    await as('mia').cancel(first.id);
    await settled(first.id);
    const again = await as('ned').rerun(first.id, { from: 'all' });
    expect(again.rerunOf).toEqual({ id: first.id, number: first.number });
    await until(async () =>
      (await as('mia').run(again.id)).state === 'waiting' ? true : undefined,
    );
    expect(
      await refused(
        as('ned').decide(again.id, 'release', {
          decision: 'approve',
          form: { note: 'mine' },
        }),
      ),
    ).toEqual([
      403,
      expect.stringMatching(/^Nobody decides about their own change/),
    ]);
    await as('ned').cancel(again.id);
  });

  it('pause a run and let it go on; who is no member may not', async () => {
    const clone = await repository(
      file(`    slow: { uses: dop/shell@1, with: { script: 'sleep 1' } }
    after: { needs: [slow], uses: dop/shell@1, with: { script: 'true' } }`),
    );
    const run = await reached(
      clone,
      ({ steps }) => steps[0].state === 'running',
    );
    expect((await refused(as('sam').pause(run.id)))[0]).toBe(403);
    expect((await as('mia').pause(run.id)).state).toBe('paused');
    expect((await refused(as('mia').pause(run.id)))[0]).toBe(409);
    const held = await until(async () => {
      const now = await as('mia').run(run.id);
      return now.steps[0].state === 'succeeded' ? now : undefined;
    });
    expect(held).toMatchObject({
      state: 'paused',
      pausedBy: 'user:default/mia',
    });
    expect(held.steps[1].attempts).toEqual([]);
    await as('mia').resume(run.id);
    expect((await settled(run.id)).state).toBe('succeeded');
    expect((await refused(as('mia').resume(run.id)))[0]).toBe(409);
  });

  it('run again what failed, from a step, or one step with edited inputs', async () => {
    const clone = await repository(
      file(`    good: { uses: dop/shell@1, with: { script: 'true' } }
    bad: { needs: [good], uses: dop/shell@1, with: { script: 'exit 3' } }
    last: { needs: [bad], uses: dop/shell@1, with: { script: 'true' } }`),
    );
    const run = await reached(clone, ({ state }) => state === 'failed');
    const states = async (id: string) =>
      (await settled(id)).steps.map(({ key, state, attempts, takenFrom }) => [
        key,
        state,
        takenFrom ? `taken over from ${takenFrom.number}` : attempts.length,
      ]);
    const failed = await as('mia').rerun(run.id, { from: 'failed' });
    expect(await states(failed.id)).toEqual([
      ['good', 'succeeded', `taken over from ${run.number}`],
      ['bad', 'failed', 1],
      ['last', 'skipped', 0],
    ]);
    // What it took over is there as it was.
    const [original] = (await settled(run.id)).steps;
    expect(original.outputs).toBeDefined();
    expect((await settled(failed.id)).steps[0]).toMatchObject({
      outputs: original.outputs,
      inputs: original.inputs,
      attempts: original.attempts,
    });
    const from = await as('mia').rerun(run.id, { from: { steps: ['good'] } });
    expect((await states(from.id))[0]).toEqual(['good', 'succeeded', 1]);
    const only = await as('mia').rerun(run.id, {
      from: { only: 'bad', inputs: { script: 'true' } },
    });
    const [good, bad] = await states(only.id);
    expect([good, bad]).toEqual([
      ['good', 'succeeded', `taken over from ${run.number}`],
      ['bad', 'succeeded', 1],
    ]);
    expect(
      await refused(as('mia').rerun(run.id, { from: { only: 'nothing' } })),
    ).toEqual([400, expect.stringContaining('nothing')]);
    expect((await refused(as('sam').rerun(run.id)))[0]).toBe(403);
  });

  it('drain a workflow: new runs wait until it is opened again', async () => {
    const clone = await repository(
      file(`    a: { uses: dop/shell@1, with: { script: 'true' } }`),
    );
    const { workflowId } = await reached(clone, ({ state }) =>
      isTerminal(state),
    );
    // Only owners of the group drain.
    expect((await refused(as('mia').drain(workflowId, true)))[0]).toBe(403);
    expect((await as('ned').drain(workflowId, true)).draining).toBe(true);
    const run = await as('mia').start(workflowId);
    expect(run.state).toBe('queued');
    expect((await as('ned').drain(workflowId, false)).draining).toBe(undefined);
    expect((await settled(run.id)).state).toBe('succeeded');
  });
});
