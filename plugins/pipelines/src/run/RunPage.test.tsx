import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import {
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import {
  liveApiRef,
  LiveHub,
  type LiveMessage,
} from '@dop/plugin-devops-react';
import type { Run, StreamMessage } from '@dop/plugin-pipelines-common';
import { PipelinesClient } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { recordedRun, wideRun } from '../testUtils/runs';
import { RunPage } from './RunPage';

class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeAll(() => {
  Object.defineProperty(window, 'ResizeObserver', { value: NoResize });
});

function Address() {
  const { pathname, search, hash } = useLocation();
  return <output>{`${pathname}${search}${hash}`}</output>;
}

function json(body: unknown, status: number = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

/** The portal's API with one recorded run, and a stream that is written by hand. */
function portal(run: Run) {
  const requests: string[] = [];
  let push: (message: StreamMessage) => void = () => {};
  const watches: string[][] = [];
  const answers: Record<string, () => Response> = {
    'GET /pipelines/runs/run-7': () => json(run),
    'GET /pipelines/runs/run-7/events': () =>
      json({
        items: [
          {
            sequence: 1,
            time: run.createdAt,
            type: 'run.started',
            message: 'The run started.',
          },
        ],
      }),
    'GET /test-reports/runs/run-7': () =>
      json({
        runId: 'run-7',
        totals: { tests: 412, failed: 2, errored: 0, passed: 410, skipped: 0 },
        newFailures: 2,
        fixed: 0,
        pending: false,
        reports: [
          {
            id: 'rep-1',
            superseded: false,
            comparison: { commit: '77aa88bb99', newFailures: 2 },
          },
        ],
      }),
    'POST /pipelines/runs/run-7/cancel': () =>
      json(
        {
          error: { name: 'NotAllowedError', message: 'Only members may.' },
          request: { method: 'POST', url: '/runs/run-7/cancel' },
          response: { statusCode: 403 },
        },
        403,
      ),
    'POST /pipelines/runs/run-7/rerun': () => json({ ...run, id: 'run-8' }),
  };
  const fetchApi = {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const { pathname, searchParams } = new URL(String(input));
      const name = `${init?.method ?? 'GET'} ${pathname.replace('/api', '')}`;
      requests.push(`${name} ${init?.body ?? ''}`.trim());
      if (name.endsWith('/log')) {
        const text = 'not ok 2\n';
        return json({ offset: 0, text, nextOffset: text.length, end: true });
      }
      if (name.endsWith('/events') && run.sequence > 100) {
        const after = Number(searchParams.get('after') ?? 0);
        const limit = Number(searchParams.get('limit'));
        const last = Math.min(after + limit, run.sequence);
        return json({
          items: Array.from({ length: last - after }, (_, index) => ({
            sequence: after + index + 1,
            time: run.createdAt,
            type: 'step.state',
            message: `Event ${after + index + 1}`,
          })),
        });
      }
      return answers[name]?.() ?? json({ error: { message: 'No' } }, 404);
    },
  };
  const discoveryApi = {
    getBaseUrl: async (plugin: string) => `http://portal.test/api/${plugin}`,
  };
  const nextMessage = () =>
    new Promise<LiveMessage>(resolve => {
      push = resolve;
    });
  const hub = LiveHub.create<LiveMessage>({
    positionOf: message => (message as { run?: Run }).run?.sequence,
    retryMs: 5,
    connect: async function* connect(wanted, signal, onOpen) {
      watches.push(wanted.map(({ key, position }) => `${key}:${position}`));
      onOpen();
      while (!signal.aborted) {
        yield await nextMessage();
      }
    },
  });
  const apis = [
    [pipelinesApiRef, PipelinesClient.create({ discoveryApi, fetchApi })],
    [liveApiRef, hub],
    [discoveryApiRef, discoveryApi],
    [fetchApiRef, fetchApi],
    [errorApiRef, { post: () => {} }],
  ] as const;
  return {
    requests,
    watches,
    apis,
    send: (message: StreamMessage) => act(async () => push(message)),
  };
}

function show(run: Run, path: string = '/runs/run-7') {
  const server = portal(run);
  render(
    <TestApiProvider apis={server.apis}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/runs/:id" element={<RunPage />} />
          <Route path="*" element={<p>Another page</p>} />
        </Routes>
        <Address />
      </MemoryRouter>
    </TestApiProvider>,
  );
  return server;
}

const sentence = () => screen.getByTestId('sentence');

describe('RunPage', () => {
  it('says first what failed and why, and shows that step with its log', async () => {
    show(recordedRun());
    await waitFor(() =>
      expect(sentence()).toHaveTextContent(
        'Failed in test[shard=2] after 1 m 12 s and 2 attempts: 2 of 412 tests, both new since 77aa88b.',
      ),
    );
    expect(
      within(sentence()).getByRole('link', { name: '2 of 412 tests' }),
    ).toHaveAttribute('href', '/tests/rep-1');
    const step = screen.getByRole('region', { name: 'Step test[shard=2]' });
    expect(
      within(step).getByText('The program ended with exit code 1.'),
    ).toBeInTheDocument();
    expect(await within(step).findByText('not ok 2')).toBeInTheDocument();
    expect(within(step).getByText(/not enforced: network/)).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { level: 1, name: /Checkout delivery #7/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/by Jane Doe/)).toBeInTheDocument();
    expect(await screen.findByText('The run started.')).toBeInTheDocument();
  });

  it('keeps step, attempt, tab and view in the address', async () => {
    show(recordedRun(), '/runs/run-7?view=list');
    await userEvent.click(
      await screen.findByRole('button', { name: /^source, Succeeded/ }),
    );
    expect(screen.getByText(/step=source/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Output' }));
    expect(screen.getByText(/panel=output/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'outputs/tree/' }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /^Test, shard 2, Failed/ }),
    );
    await userEvent.selectOptions(screen.getByLabelText('Attempt'), '1');
    expect(screen.getByText(/attempt=1/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Timeline' }));
    expect(screen.getByText(/view=timeline/)).toBeInTheDocument();
  });

  it('folds a large matrix, finds what failed in it, and walks it by keys', async () => {
    show(wideRun(60, [7, 30]), '/runs/run-7?view=list&step=source');
    expect(
      await screen.findByText('2 failed, 58 succeeded'),
    ).toBeInTheDocument();
    const list = screen.getByRole('list', { name: 'Steps' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    // From the first step to the matrix: what failed first.
    await userEvent.keyboard('j');
    expect(screen.getByText(/step=test%5Bshard%3D7%5D/)).toBeInTheDocument();
    const picker = screen.getByRole('radiogroup');
    expect(screen.getByText(/^7 of 60: 2 failed/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Next that failed' }),
    );
    expect(screen.getByText(/step=test%5Bshard%3D30%5D/)).toBeInTheDocument();
    within(picker).getByRole('radio', { name: 'shard 30, Failed' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(
      within(picker).getByRole('radio', { name: 'shard 31, Succeeded' }),
    ).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Fold Test' }));
    await userEvent.keyboard('k');
    expect(screen.getByText(/step=source/)).toBeInTheDocument();
  });

  it('does not draw what nobody can see', async () => {
    const run = recordedRun();
    run.graph = {
      links: [],
      steps: Array.from({ length: 5_000 }, (_, index) => ({
        ...run.graph.steps[0],
        id: `step${index}`,
      })),
    };
    show(run, '/runs/run-7');
    expect(await screen.findByRole('button', { name: 'List' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Graph' }));
    expect(screen.getByText(/too many to draw/)).toBeInTheDocument();
  });

  it('shows the newest events first, and earlier ones when asked', async () => {
    const server = show(recordedRun({ sequence: 620 }));
    // By roles it would take seconds.
    const shown = () =>
      [...document.querySelectorAll('ol[aria-label=Events] > li')].map(item =>
        Number(/Event (\d+)/.exec(item.textContent ?? '')?.[1]),
      );
    expect(await screen.findByText('Event 620')).toBeInTheDocument();
    expect(shown()).toHaveLength(12);
    await userEvent.click(screen.getByText('Show earlier (608)'));
    expect(shown()).toHaveLength(100);
    await userEvent.click(screen.getByText('Show earlier (520)'));
    await waitFor(() =>
      expect(shown()).toEqual(
        Array.from({ length: 600 }, (_, index) => 620 - index),
      ),
    );
    expect(
      server.requests.filter(each => each.includes('/events')),
    ).toHaveLength(2);
  });

  it('shows the data on a link', async () => {
    show(recordedRun());
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Data from source to test: tree',
      }),
    );
    expect(screen.getByText('source.tree → source')).toBeInTheDocument();
    expect(screen.getByText(/link=source-test/)).toBeInTheDocument();
  });

  it('changes by itself from where the page stood', async () => {
    const run = recordedRun({
      state: 'running',
      finishedAt: undefined,
      sequence: 20,
    });
    run.steps[2] = { ...run.steps[2], state: 'running', finishedAt: undefined };
    const server = show(run);
    expect(await screen.findByText(/is running/)).toBeInTheDocument();
    await waitFor(() =>
      expect(server.watches).toContainEqual(['run:run-7:20']),
    );
    await server.send({
      watch: 'run:run-7',
      type: 'run',
      events: [
        {
          sequence: 21,
          time: run.createdAt,
          type: 'run.finished',
          message: 'The run failed.',
        },
      ],
      run: recordedRun({ sequence: 21 }),
    });
    expect(await screen.findByText(/Failed in/)).toBeInTheDocument();
    expect(screen.getByText('The run failed.')).toBeInTheDocument();
    // What is older than what is shown changes nothing.
    await server.send({
      watch: 'run:run-7',
      type: 'run',
      events: [],
      run: { ...run, sequence: 19 },
    });
    expect(screen.getByText(/Failed in/)).toBeInTheDocument();
  });

  it('runs again, and goes to the new run', async () => {
    const server = show(recordedRun());
    await userEvent.click(
      await screen.findByRole('button', { name: 'Run again' }),
    );
    expect(await screen.findByText('Another page')).toBeInTheDocument();
    expect(server.requests).toContain('POST /pipelines/runs/run-7/rerun {}');
    expect(screen.getByText('/pipelines/runs/run-8')).toBeInTheDocument();
  });

  it('says why a run could not be cancelled', async () => {
    show(recordedRun({ state: 'running', finishedAt: undefined }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel' }),
    );
    expect(
      await screen.findByText('The run could not be cancelled'),
    ).toBeInTheDocument();
    expect(screen.getByText('Only members may.')).toBeInTheDocument();
  });
});
