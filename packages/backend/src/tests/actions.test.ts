import { ask, askWell, bearer, until } from '../__testUtils__/Person';
import { seedPortal, type Seed } from '../__testUtils__/seedPortal';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: open-delivery, title: Open delivery }
spec:
  triggers: { manual: {} }
  inputs: { type: object, properties: { code: { type: integer, default: 3 } } }
  steps:
    say:
      uses: dop/shell@1
      with: { script: 'echo "the disk is on fire"; exit \${{ string(inputs.code) }}' }
    after:
      needs: [say]
      uses: dop/shell@1
      with: { script: 'true' }
`;

interface Run {
  id: string;
  number: number;
  state: string;
}

describe('The actions of pipelines, for templates and agents', () => {
  let portal: TestPortal;
  let seed: Seed;
  /** Of a repository that everybody may read, and only its group may use. */
  let openWorkflow: string;

  beforeAll(async () => {
    portal = await startPortal();
    seed = await seedPortal(portal);
    const send = <T>(method: string, path: string, body?: unknown) =>
      askWell<T>(portal.url, {
        method,
        path,
        body,
        authorization: bearer(seed.administrator.session),
      });
    await send('POST', '/api/code/repositories', {
      namespace: 'hidden',
      name: 'open',
      visibility: 'internal',
      trust: 'members',
    });
    await send('POST', '/api/code/repositories/hidden/open/commits', {
      branch: 'main',
      message: 'Begin',
      files: [
        {
          path: '.dop/open.yaml',
          content: Buffer.from(workflow).toString('base64'),
        },
      ],
    });
    openWorkflow = await until('The workflow', async () => {
      const { items } = await send<{ items: { id: string; name: string }[] }>(
        'GET',
        '/api/pipelines/workflows?search=open-delivery',
      );
      return items.find(({ name }) => name === 'open-delivery')?.id;
    });
  }, 180_000);
  afterAll(() => portal?.stop());

  const invoke = async (name: string, input: unknown, session: string) => {
    const { status, text } = await ask(portal.url, {
      method: 'POST',
      path: `/api/pipelines/.backstage/actions/v1/actions/pipelines:${name}/invoke`,
      body: input,
      authorization: bearer(session),
    });
    return { status, ...JSON.parse(text) };
  };

  const ended = (run: Run, session: string) =>
    until('The end of the run', async () => {
      const { output } = await invoke(
        'explain-run',
        { runId: run.id },
        session,
      );
      return (
        ['failed', 'succeeded', 'cancelled'].includes(output.run.state) &&
        output
      );
    });

  it('are listed for everybody who is signed in', async () => {
    const { actions } = await askWell<{
      actions: { name: string; attributes: { readOnly: boolean } }[];
    }>(portal.url, {
      method: 'GET',
      path: '/api/pipelines/.backstage/actions/v1/actions',
      authorization: bearer(seed.stranger.session),
    });
    expect(
      actions
        .filter(({ attributes }) => attributes.readOnly)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'explain-run',
      'find-approvals',
      'find-runs',
      'find-workflows',
      'read-log',
    ]);
    expect(actions.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'cancel-run',
        'decide-approval',
        'rerun-run',
        'start-run',
      ]),
    );
  });

  it('show what the caller may see and nothing else', async () => {
    const names = async (session: string) =>
      (
        await invoke('find-workflows', { search: 'delivery' }, session)
      ).output.workflows
        .map(({ name }: { name: string }) => name)
        .sort();
    expect(await names(seed.stranger.session)).toEqual(['open-delivery']);
    expect(await names(seed.administrator.session)).toEqual([
      'open-delivery',
      'vault-delivery',
    ]);
    const { runId } = seed.values;
    const hidden = await invoke(
      'explain-run',
      { runId },
      seed.stranger.session,
    );
    expect(hidden).toMatchObject({
      status: 404,
      error: { name: 'NotFoundError' },
    });
    expect(
      (await invoke('find-runs', {}, seed.stranger.session)).output.runs,
    ).toEqual([]);
  });

  it('start, explain, read the log and run again as the caller', async () => {
    const { session, name } = seed.administrator;
    const started = await invoke(
      'start-run',
      { workflowId: openWorkflow },
      session,
    );
    expect(started.output.run).toMatchObject({
      workflow: 'Open delivery',
      actor: `user:default/${name}`,
    });
    const explained = await ended(started.output.run, session);
    expect(explained).toMatchObject({
      sentence: `Run #${started.output.run.number} of Open delivery failed because say failed.`,
      steps: [
        {
          key: 'say',
          state: 'failed',
          exitCode: 3,
          lastLines: expect.arrayContaining(['the disk is on fire']),
        },
      ],
    });
    const log = await invoke(
      'read-log',
      { runId: started.output.run.id, step: 'say' },
      session,
    );
    expect(log.output.text).toContain('the disk is on fire');
    const again = await invoke(
      'rerun-run',
      { runId: started.output.run.id, inputs: { code: 0 } },
      session,
    );
    expect((await ended(again.output.run, session)).sentence).toBe(
      `Run #${again.output.run.number} of Open delivery succeeded.`,
    );
  });

  it('refuse a reader who wants to start, cancel or run again', async () => {
    const { output } = await invoke(
      'find-runs',
      { workflowId: openWorkflow },
      seed.stranger.session,
    );
    const [{ id: runId }] = output.runs;
    for (const [action, input] of [
      ['start-run', { workflowId: openWorkflow }],
      ['cancel-run', { runId }],
      ['rerun-run', { runId }],
    ] as const) {
      expect(await invoke(action, input, seed.stranger.session)).toMatchObject({
        status: 403,
        error: { name: 'NotAllowedError' },
      });
    }
  });

  it('find what waits for the caller, and decide it by the same rules', async () => {
    const { session } = seed.administrator;
    const found = await invoke('find-approvals', { mine: true }, session);
    const [approval] = found.output.approvals;
    // The administrator pushed it.
    expect(approval).toMatchObject({
      run: { id: seed.values.approvalRunId },
      step: 'open',
      approvers: ['group:default/hidden'],
      mayDecide: false,
    });
    expect(
      await invoke(
        'decide-approval',
        { runId: approval.run.id, step: 'open', decision: 'approve' },
        session,
      ),
    ).toMatchObject({
      status: 403,
      error: { message: expect.stringMatching(/their own change/) },
    });
    const explained = await invoke(
      'explain-run',
      { runId: approval.run.id },
      session,
    );
    expect(explained.output).toMatchObject({
      run: { state: 'waiting' },
      steps: [
        {
          sentence: 'open: Waits for a decision of group:default/hidden',
        },
      ],
    });
    const strange = await invoke('find-approvals', {}, seed.stranger.session);
    expect(strange.output.approvals).toEqual([]);
  });

  it('say what is wrong with what they were given', async () => {
    const { session } = seed.administrator;
    expect(
      await invoke(
        'start-run',
        { workflowId: openWorkflow, inputs: { code: 'three' } },
        session,
      ),
    ).toMatchObject({
      status: 400,
      error: {
        name: 'InputError',
        message: expect.stringContaining('inputs do not fit'),
      },
    });
  });
});
