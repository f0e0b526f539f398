import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Workflow, WorkflowFinding } from '@dop/plugin-pipelines-common';
import { json, type Answers } from '../__testUtils__/fakePortal';
import { recordedRun, recordedSummary } from '../__testUtils__/runs';
import { showPage } from '../__testUtils__/showPage';
import { WorkflowPage } from './WorkflowPage';

function workflowOf(change: Partial<Workflow> = {}): Workflow {
  const { graph } = recordedRun();
  return {
    id: 'wf-1',
    repositoryId: 'repo-1',
    repository: 'shop/checkout',
    path: '.dop/delivery.yaml',
    name: 'delivery',
    title: 'Checkout delivery',
    delivers: ['component:shop/checkout'],
    triggers: { push: { branches: ['main'] }, manual: {} },
    inputs: {
      type: 'object',
      properties: { channel: { type: 'string', title: 'Channel' } },
      required: ['channel'],
    },
    state: 'good',
    commit: '3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
    graph,
    errors: 0,
    warnings: 0,
    updatedAt: '2026-03-01T10:00:00.000Z',
    ...change,
  };
}

const finding: WorkflowFinding = {
  file: '.dop/delivery.yaml',
  line: 12,
  column: 9,
  rule: 'unknown-name',
  severity: 'error',
  message: 'trigger has no "comit". Did you mean "commit"?',
  repositoryId: 'repo-1',
  repository: 'shop/checkout',
  workflowId: 'wf-1',
  ref: 'refs/heads/main',
  commit: '77aa88bb99cc00dd11ee22ff33aa44bb55cc66dd',
  source: "        commit: '${{ trigger.comit }}'",
  time: '2026-03-01T10:00:00.000Z',
};

function show(
  workflow: Workflow,
  options: {
    runs?: ReturnType<typeof recordedSummary>[];
    findings?: WorkflowFinding[];
    query?: string;
    more?: Answers;
  } = {},
) {
  const { runs = [], findings = [], query = '', more } = options;
  return showPage(
    <WorkflowPage />,
    {
      pattern: '/pipelines/workflows/:id',
      path: `/pipelines/workflows/wf-1${query}`,
    },
    {
      'GET /pipelines/workflows/wf-1': () => json(workflow),
      'GET /pipelines/runs': () => json({ items: runs }),
      'GET /pipelines/findings': () => json({ items: findings }),
      ...more,
    },
  );
}

const sentence = () => screen.findByTestId('sentence');

describe('the page of a workflow', () => {
  it('says where it stands, draws it, and lists its runs', async () => {
    show(workflowOf(), {
      runs: [
        recordedSummary({ id: 'run-9', number: 9, state: 'failed' }),
        recordedSummary({ id: 'run-8', number: 8, state: 'succeeded' }),
      ],
    });
    await waitFor(async () =>
      expect(await sentence()).toHaveTextContent(
        /^Run #9 failed on main .*; 1 of the last 2 runs succeeded\.$/,
      ),
    );
    expect(
      screen.getByText('starts on push to main; by hand'),
    ).toBeInTheDocument();
    const runs = screen.getByRole('table', { name: 'Runs' });
    expect(within(runs).getByRole('link', { name: '#9' })).toHaveAttribute(
      'href',
      '/pipelines/runs/run-9',
    );
    expect(
      screen.getByRole('link', { name: 'component:shop/checkout' }),
    ).toHaveAttribute('href', '/catalog/shop/component/checkout');
    expect(
      screen.getByRole('link', { name: '.dop/delivery.yaml' }),
    ).toHaveAttribute(
      'href',
      '/code/shop/checkout?ref=3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d&path=.dop%2Fdelivery.yaml',
    );
    // A box of the drawing leads to what it uses.
    await userEvent.click(await screen.findByRole('button', { name: 'Test' }));
    expect(screen.getByText('/components/dop/node-test')).toBeInTheDocument();
  });

  it('shows runs as they come, at the top', async () => {
    const server = show(workflowOf(), {
      runs: [recordedSummary({ id: 'run-8', number: 8, state: 'succeeded' })],
    });
    expect(await screen.findByRole('link', { name: '#8' })).toBeInTheDocument();
    await waitFor(() => expect(server.watches).toHaveLength(1));
    await server.send({
      watch: 'runs:workflowId=wf-1',
      type: 'runs',
      runs: [
        recordedSummary({
          id: 'run-9',
          number: 9,
          state: 'running',
          createdAt: '2026-03-02T10:00:00.000Z',
        }),
      ],
    });
    const links = await screen.findAllByRole('link', { name: /^#\d$/ });
    expect(links.map(({ textContent }) => textContent)).toEqual(['#9', '#8']);
  });

  it('says what a new workflow waits for', async () => {
    show(workflowOf());
    await waitFor(async () =>
      expect(await sentence()).toHaveTextContent(
        'It has not run yet; it starts on push to main; by hand.',
      ),
    );
    expect(
      screen.getByRole('heading', { name: 'It has not run yet' }),
    ).toBeInTheDocument();
  });

  it('shows errors with their line, and does not start what never was good', async () => {
    show(
      workflowOf({
        state: 'broken',
        graph: undefined,
        commit: undefined,
        errors: 1,
      }),
      {
        findings: [
          finding,
          // Of a later version: a kind that this page has never heard of.
          {
            ...finding,
            rule: 'moon_phase',
            message: '',
            line: 0,
            column: 0,
            source: undefined,
          },
        ],
      },
    );
    expect(
      await screen.findByText(/Did you mean "commit"/),
    ).toBeInTheDocument();
    const [known, strange] = within(
      screen.getByRole('list', { name: 'Findings' }),
    ).getAllByRole('listitem');
    expect(known).toHaveTextContent('unknown name');
    expect(strange).toHaveTextContent(
      /^Something is wrong here; nothing more was said about it\.shop\/checkout\/\.dop\/delivery\.yamlOpen in the editormain/,
    );
    expect(
      within(known).getByRole('link', { name: 'Open in the editor' }),
    ).toHaveAttribute(
      'href',
      '/pipelines/editor?repository=shop%2Fcheckout&ref=main&path=.dop%2Fdelivery.yaml&line=12',
    );
    expect(strange).toHaveTextContent('moon phase');
    expect(screen.getByText(/trigger\.comit/)).toBeInTheDocument();
    expect(await sentence()).toHaveTextContent(
      /^Its file has errors, so nothing runs\./,
    );
    expect(screen.getByRole('button', { name: 'Run' })).toBeDisabled();
  });

  it('shows the broken file at the commit of its errors', async () => {
    const asked: string[] = [];
    show(workflowOf({ state: 'broken', errors: 1 }), {
      findings: [finding],
      query: '?tab=definition',
      more: {
        'GET /code/repositories/shop/checkout/blob': (_, query) => {
          asked.push(`${query.get('path')} at ${query.get('ref')}`);
          return new Response('kind: Workflow\n');
        },
      },
    });
    expect(await screen.findByText(/Workflow$/)).toBeInTheDocument();
    await waitFor(() =>
      expect(asked).toContain(`.dop/delivery.yaml at ${finding.commit}`),
    );
  });

  it('starts a run with the inputs that its form asks for', async () => {
    const server = show(workflowOf(), {
      more: {
        'POST /pipelines/workflows/wf-1/runs': () =>
          json(recordedRun({ id: 'run-10' })),
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Run' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      await within(dialog).findByLabelText(/Branch or tag/),
      'next',
    );
    // The form is checked before anything is sent.
    await userEvent.click(within(dialog).getByRole('button', { name: 'Run' }));
    expect(server.requests.filter(each => each.startsWith('POST'))).toEqual([]);
    await userEvent.type(within(dialog).getByLabelText(/Channel/), 'beta');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Run' }));
    expect(
      await screen.findByText('/pipelines/runs/run-10'),
    ).toBeInTheDocument();
    expect(server.requests).toContain(
      'POST /pipelines/workflows/wf-1/runs {"ref":"next","inputs":{"channel":"beta"}}',
    );
  });

  it('drains, and lets runs begin again', async () => {
    const server = show(workflowOf(), {
      more: {
        'POST /pipelines/workflows/wf-1/drain': body =>
          json(workflowOf({ draining: (body as { on: boolean }).on })),
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Drain' }));
    await waitFor(async () =>
      expect(await sentence()).toHaveTextContent(/^It is drained/),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Let runs begin' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Drain' }),
    ).toBeInTheDocument();
    expect(server.requests.filter(each => each.includes('drain'))).toEqual([
      'POST /pipelines/workflows/wf-1/drain {"on":true}',
      'POST /pipelines/workflows/wf-1/drain {"on":false}',
    ]);
  });

  it('says what is wrong when it cannot be loaded, and tries again', async () => {
    let answers = 0;
    show(workflowOf(), {
      more: {
        'GET /pipelines/workflows/wf-1': () => {
          answers += 1;
          return answers === 1
            ? json(
                { error: { name: 'Error', message: 'The disk is full' } },
                500,
              )
            : json(workflowOf());
        },
      },
    });
    expect(
      await screen.findByText('The workflow could not be loaded'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('heading', { name: 'Checkout delivery' }),
    ).toBeInTheDocument();
  });
});
