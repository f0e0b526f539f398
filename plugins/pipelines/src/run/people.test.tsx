import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Approval,
  Run,
  StepInstance,
  StepWait,
} from '@dop/plugin-pipelines-common';
import { recordedRun } from '../__testUtils__/runs';
import { json } from '../__testUtils__/fakePortal';
import { showRun } from '../__testUtils__/showRun';

const wait: StepWait = {
  kind: 'approval',
  since: new Date(Date.now() - 180_000).toISOString(),
  until: new Date(Date.now() + 7 * 86_400_000 + 60_000).toISOString(),
  approvers: ['group:default/qa', 'user:default/grace'],
  form: {
    type: 'object',
    properties: { ticket: { type: 'string', title: 'Ticket' } },
    required: ['ticket'],
  },
};

/** A run whose last step, `release`, is as told. */
function releaseRun(step: Partial<StepInstance>, run: Partial<Run> = {}): Run {
  const recorded = recordedRun({
    state: 'waiting',
    finishedAt: undefined,
    ...run,
  });
  recorded.graph.steps.push({
    id: 'release',
    title: 'Release',
    action: { type: 'approve', by: wait.approvers ?? [] },
    needs: ['test'],
    runsOn: 'success',
    allowFailure: false,
  });
  recorded.steps = [
    ...recorded.steps.slice(0, 2),
    {
      key: 'release',
      stepId: 'release',
      matrix: {},
      state: 'waiting',
      attempts: [],
      ...step,
    },
  ];
  return recorded;
}

function approvalOf(run: Run, change: Partial<Approval> = {}): Approval {
  return {
    run,
    instanceKey: 'release',
    stepId: 'release',
    title: 'Release',
    wait,
    mayDecide: true,
    ...change,
  };
}

const page = (...items: Approval[]) => ({
  'GET /pipelines/approvals': () => json({ items }),
});
const decisionPath = 'POST /pipelines/runs/run-7/steps/release/approval';

describe('a run in people’s hands', () => {
  it('asks who may decide, with the step’s form and a reason', async () => {
    const run = releaseRun({ wait });
    const approved = releaseRun(
      {
        state: 'succeeded',
        outputs: {
          approved: true,
          by: 'user:default/ada',
          time: new Date().toISOString(),
          reason: 'Looks fine.',
          form: { ticket: 'REL-9' },
        },
      },
      { state: 'running', sequence: 40 },
    );
    const server = showRun(run, undefined, {
      ...page(approvalOf(run)),
      [decisionPath]: () => json(approved),
    });
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      'Release waits for approval by qa or grace; asked 3 m ago, times out in 7 d. 2 of 3 steps done.',
    );
    const step = screen.getByRole('region', { name: 'Step release' });
    expect(within(step).getByRole('link', { name: 'qa' })).toHaveAttribute(
      'href',
      '/catalog/default/group/qa',
    );
    // The code of forms is read when the first one is shown.
    const ticket = await screen.findByLabelText(
      /Ticket/,
      {},
      { timeout: 60_000 },
    );
    // The form is checked before anything is sent.
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    expect(server.requests.filter(each => /approval /.test(each))).toEqual([]);
    await userEvent.type(ticket, 'REL-9');
    await userEvent.type(screen.getByLabelText('Reason'), 'Looks fine.');
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    expect(await within(step).findByText('Approved by')).toBeInTheDocument();
    expect(within(step).getByText('Looks fine.')).toBeInTheDocument();
    expect(server.requests).toContain(
      `${decisionPath} ${JSON.stringify({
        decision: 'approve',
        reason: 'Looks fine.',
        form: { ticket: 'REL-9' },
      })}`,
    );
  });

  it('rejects without the form', async () => {
    const run = releaseRun({ wait });
    const server = showRun(run, undefined, {
      ...page(approvalOf(run)),
      [decisionPath]: () => json(releaseRun({ state: 'rejected' })),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject' }),
    );
    expect(await screen.findAllByText('Rejected')).not.toHaveLength(0);
    expect(server.requests).toContain(`${decisionPath} {"decision":"reject"}`);
  });

  it('tells who comes late what was decided', async () => {
    const run = releaseRun({ wait });
    const server = showRun(run, undefined, {
      ...page(approvalOf(run)),
      [decisionPath]: () =>
        json(
          {
            error: {
              name: 'ConflictError',
              message: 'grace rejected it 2 s ago.',
            },
            request: { method: 'POST', url: '/' },
            response: { statusCode: 409 },
          },
          409,
        ),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject' }),
    );
    expect(
      await screen.findByText('grace rejected it 2 s ago.'),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(
        server.requests.filter(each => each === 'GET /pipelines/runs/run-7'),
      ).toHaveLength(2),
    );
  });

  it('says why one may not decide', async () => {
    const run = releaseRun({ wait });
    showRun(
      run,
      undefined,
      page(
        approvalOf(run, {
          mayDecide: false,
          whyNot: 'You pushed this commit, so somebody else decides.',
        }),
      ),
    );
    expect(
      await screen.findByText(/You pushed this commit/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Approve' }),
    ).not.toBeInTheDocument();
  });

  it('says what a step waits for, and until when', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 270_000).toISOString();
    const run = releaseRun({
      wait: { kind: 'delay', since, until },
    });
    const server = showRun(run);
    const step = await screen.findByRole('region', { name: 'Step release' });
    expect(step).toHaveTextContent('waits on purpose; goes on in 4 m.');
    expect(step).toHaveTextContent('runs no program of its own');
    const told = (next: StepWait, sequence: number) =>
      server.send({
        watch: 'run:run-7',
        type: 'run',
        events: [],
        run: releaseRun({ wait: next }, { sequence }),
      });
    await waitFor(() => expect(server.watches).toHaveLength(1));
    await told({ kind: 'child', since, childRunId: 'run-9' }, 21);
    expect(step).toHaveTextContent(
      'waits for the run of another workflow; it began 1 m ago.',
    );
    expect(within(step).getByRole('link', { name: 'the run' })).toHaveAttribute(
      'href',
      '/pipelines/runs/run-9',
    );
    await told({ kind: 'retry', since, until }, 22);
    expect(step).toHaveTextContent('tries again in 4 m.');
  });

  it('pauses, and goes on', async () => {
    const running = releaseRun({ wait }, { state: 'running' });
    const paused = releaseRun(
      { wait },
      { state: 'paused', pausedBy: 'user:default/ada', sequence: 30 },
    );
    showRun(running, undefined, {
      ...page(),
      'POST /pipelines/runs/run-7/pause': () => json(paused),
      'POST /pipelines/runs/run-7/resume': () =>
        json({ ...running, sequence: 31 }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      'Paused by ada; what is at work goes on to its end, nothing new starts.',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(
      await screen.findByRole('button', { name: 'Pause' }),
    ).toBeInTheDocument();
  });

  it.each([
    ['All steps', '"all"'],
    ['Only what failed, and what depends on it', '"failed"'],
    ['From Test on', '{"steps":["test"]}'],
  ])('runs again: %s', async (name, from) => {
    const server = showRun(recordedRun());
    await userEvent.click(
      await screen.findByRole('button', { name: 'Run parts again' }),
    );
    await userEvent.click(await screen.findByRole('menuitem', { name }));
    expect(
      await screen.findByText('/pipelines/runs/run-8'),
    ).toBeInTheDocument();
    expect(server.requests).toContain(
      `POST /pipelines/runs/run-7/rerun {"from":${from}}`,
    );
  });

  it('runs one step again with input that is edited in a form', async () => {
    const run = recordedRun();
    const tree = { path: 'tree', digest: '', size: 1, mediaType: 'x/tar' };
    tree.digest = `sha256:${'ab'.repeat(32)}`;
    const script = 'first\nsecond\n';
    run.steps[0].inputs = { depth: 1, script, tree, options: { deep: true } };
    run.graph.steps[0].component = 'dop/git-checkout@1.0.0';
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['depth'],
      properties: {
        depth: { type: 'integer', title: 'Depth', minimum: 0 },
        script: { type: 'string', title: 'Script' },
        tree: { 'x-dop': 'artifact', title: 'Tree' },
        options: { type: 'object', title: 'Options' },
      },
    };
    const asked: (string | null)[] = [];
    const server = showRun(run, '/runs/run-7?step=source', {
      'GET /components/components/dop/git-checkout': (_, query) => {
        asked.push(query.get('version'));
        return json({ selected: { definition: { spec: { inputs: schema } } } });
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Run parts again' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /with edited input/ }),
    );
    const dialog = await screen.findByRole('dialog');
    const depth = await within(dialog).findByLabelText(/Depth/);
    await userEvent.clear(depth);
    await userEvent.type(depth, '-1');
    const again = within(dialog).getByRole('button', { name: 'Run' });
    await userEvent.click(again);
    expect(await within(dialog).findByText('0 or more.')).toBeInTheDocument();
    await userEvent.clear(depth);
    await userEvent.type(depth, '2');
    // A field of one line would lose the others.
    expect(within(dialog).getByLabelText(/Script/)).toHaveValue(script);
    const options = within(dialog).getByLabelText(/Options/);
    expect(options).toHaveValue('{\n  "deep": true\n}');
    await userEvent.clear(options);
    await userEvent.type(options, '{{"deep"');
    await userEvent.click(again);
    expect(within(dialog).getByText(/This is not JSON/)).toBeInTheDocument();
    expect(server.requests.join()).not.toContain('/rerun');
    await userEvent.type(options, ': false}');
    await userEvent.click(again);
    expect(
      await screen.findByText('/pipelines/runs/run-8'),
    ).toBeInTheDocument();
    expect(server.requests).toContain(
      `POST /pipelines/runs/run-7/rerun ${JSON.stringify({
        from: {
          only: 'source',
          inputs: { depth: 2, script, tree, options: { deep: false } },
        },
      })}`,
    );
    expect(asked).toEqual(['1.0.0']);
  });

  it('edits input as JSON where the component cannot be read', async () => {
    const run = recordedRun();
    run.steps[0].inputs = { depth: 0 };
    run.graph.steps[0].component = 'dop/git-checkout@1.0.0';
    const server = showRun(run, '/runs/run-7?step=source');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Run parts again' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /with edited input/ }),
    );
    const field = await screen.findByLabelText('Input as JSON');
    expect(screen.getByText(/A form could not be made/)).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, '[[1]');
    expect(screen.getByText(/Write an object/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Run' })).toBeDisabled();
    await userEvent.clear(field);
    await userEvent.type(field, '{{"depth": 1}');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(
      await screen.findByText('/pipelines/runs/run-8'),
    ).toBeInTheDocument();
    expect(server.requests).toContain(
      'POST /pipelines/runs/run-7/rerun {"from":{"only":"source","inputs":{"depth":1}}}',
    );
  });

  it('links to the runs around it, and says what it took over', async () => {
    const run = releaseRun(
      {
        state: 'succeeded',
        takenFrom: { runId: 'run-1', number: 1, attempt: 1 },
      },
      {
        state: 'succeeded',
        rerunOf: { id: 'run-1', number: 1 },
        parent: { id: 'run-2', number: 2 },
        children: [{ id: 'run-3', number: 3, instanceKey: 'release' }],
      },
    );
    showRun(run, '/runs/run-7?step=release&view=list');
    for (const [name, id] of [
      ['#1', 'run-1'],
      ['#2', 'run-2'],
      ['release #3', 'run-3'],
      ['run #3', 'run-3'],
      ['taken over from run #1', 'run-1?step=release'],
    ]) {
      expect(await screen.findByRole('link', { name })).toHaveAttribute(
        'href',
        `/pipelines/runs/${id}`,
      );
    }
    expect(
      screen.getByText('Succeeded · taken over from run #1'),
    ).toBeInTheDocument();
  });

  it('shows the variables with where each came from', async () => {
    const run = recordedRun();
    const [source] = run.steps;
    source.attempts[0] = {
      ...source.attempts[0],
      env: {
        NODE_ENV: { value: 'test', source: 'workflow' },
        HTTP_PROXY: { value: 'http://proxy', source: 'portal' },
        DEPTH: { value: '1', source: 'step' },
      },
    };
    showRun(run, '/runs/run-7?step=source&panel=variables');
    expect(
      (await screen.findAllByRole('row')).map(({ textContent }) => textContent),
    ).toEqual([
      'VariableValueFrom',
      'DEPTH1the step',
      'HTTP_PROXYhttp://proxythe portal',
      'NODE_ENVtestthe workflow',
    ]);
  });

  it('shows a matrix that is computed before and after it is expanded', async () => {
    const run = recordedRun({ state: 'running', finishedAt: undefined });
    const test = run.graph.steps[1];
    run.graph.steps[1] = { ...test, instances: undefined, computed: true };
    const [source, shard1, shard2] = run.steps;
    const stands: StepInstance = {
      ...shard1,
      key: 'test',
      matrix: {},
      state: 'blocked',
      attempts: [],
      startedAt: undefined,
      finishedAt: undefined,
    };
    const server = showRun(
      { ...run, steps: [source, stands] },
      '/runs/run-7?view=list',
    );
    const list = await screen.findByRole('list', { name: 'Steps' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    await waitFor(() => expect(server.watches).toHaveLength(1));
    await server.send({
      watch: 'run:run-7',
      type: 'run',
      events: [],
      run: { ...run, sequence: 22, steps: [source, stands, shard1, shard2] },
    });
    expect(within(list).getByText('1 failed, 1 succeeded')).toBeInTheDocument();
    expect(within(list).getAllByRole('listitem')).toHaveLength(4);
  });

  it('brings the decision to the thumb on a phone', async () => {
    const run = releaseRun({ wait: { ...wait, form: undefined } });
    const matchMedia = window.matchMedia;
    Object.defineProperty(window, 'matchMedia', {
      configurable: true,
      value: (query: string) => ({
        matches: /max-width/.test(query),
        media: query,
        addListener: () => {},
        removeListener: () => {},
      }),
    });
    try {
      const server = showRun(run, '/runs/run-7?step=source', {
        ...page(approvalOf(run, { wait: { ...wait, form: undefined } })),
        [decisionPath]: () => json(releaseRun({ state: 'succeeded' })),
      });
      const bar = await screen.findByRole('region', { name: 'Approval' });
      expect(bar).toHaveTextContent('Release waits for you');
      await userEvent.click(
        within(bar).getByRole('button', { name: 'Decide' }),
      );
      const dialog = await screen.findByRole('dialog', { name: 'Release' });
      await userEvent.click(
        within(dialog).getByRole('button', { name: 'Approve' }),
      );
      await waitFor(() => expect(bar).not.toBeInTheDocument());
      expect(server.requests).toContain(
        `${decisionPath} {"decision":"approve"}`,
      );
    } finally {
      Object.defineProperty(window, 'matchMedia', {
        configurable: true,
        value: matchMedia,
      });
    }
  });
});
