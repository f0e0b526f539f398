import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import {
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/core-plugin-api';
import { translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  liveApiRef,
  LiveHub,
  type LiveMessage,
} from '@dop/plugin-devops-react';
import { pipelinesApiRef } from '@dop/plugin-pipelines';
import {
  PipelinesClient,
  type Approval,
  type RunSummary,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';
import { HomePage } from './HomePage';

const ago = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

function runOf(number: number, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: `run-${number}`,
    number,
    workflowId: 'wf-1',
    workflowName: 'delivery',
    workflowTitle: 'Deliver checkout',
    repositoryId: 'repo-1',
    repository: 'shop/checkout',
    state: 'succeeded',
    trigger: 'push',
    ref: 'refs/heads/main',
    commit: '3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d',
    message: `Change ${number}`,
    actor: 'user:default/ada',
    createdAt: ago(100 - number),
    startedAt: ago(100 - number),
    finishedAt: ago(99 - number),
    counts: {},
    sequence: number,
    ...change,
  };
}

function Address() {
  const { pathname, search } = useLocation();
  return <output>{`${pathname}${search}`}</output>;
}

interface World {
  runs: RunSummary[];
  approvals: Approval[];
  services: string[];
  /** Message with which the runs cannot be loaded. */
  broken?: string;
}

function show(world: World) {
  const json = (body: unknown, status: number = 200) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  const requests: string[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const { pathname, searchParams } = new URL(String(input));
    requests.push(`${init?.method ?? 'GET'} ${pathname} ${init?.body ?? ''}`);
    if (pathname === '/api/pipelines/runs') {
      if (world.broken) {
        return json(
          {
            error: { name: 'Error', message: world.broken },
            request: { method: 'GET', url: '/runs' },
            response: { statusCode: 500 },
          },
          500,
        );
      }
      const state = searchParams.get('state');
      return json({
        items: world.runs.filter(run => {
          const over = run.finishedAt !== undefined;
          return state === 'active' ? !over : !state || run.state === state;
        }),
      });
    }
    if (pathname === '/api/pipelines/approvals') {
      return json({ items: world.approvals });
    }
    if (pathname.endsWith('/approval')) {
      world.approvals = [];
      return json({});
    }
    if (pathname.endsWith('/tags')) {
      return json({
        items: [{ tag: 'a'.repeat(40), digest: `sha256:${'b'.repeat(64)}` }],
      });
    }
    return json({ items: [] });
  };
  const discoveryApi = {
    getBaseUrl: async (plugin: string) => `http://portal.test/api/${plugin}`,
  };
  let push: (message: LiveMessage) => void = () => {};
  const nextMessage = () =>
    new Promise<LiveMessage>(resolve => {
      push = resolve;
    });
  const hub = LiveHub.create<LiveMessage>({
    positionOf: () => undefined,
    connect: async function* connect(_, signal, onOpen) {
      onOpen();
      while (!signal.aborted) {
        yield await nextMessage();
      }
    },
  });
  const queryEntities = async () => ({
    items: world.services.map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        namespace: 'shop',
        annotations: { 'dop/repository': `shop/${name}` },
      },
    })),
    totalItems: world.services.length,
    pageInfo: {},
  });
  render(
    <TestApiProvider
      apis={[
        [
          pipelinesApiRef,
          PipelinesClient.create({ discoveryApi, fetchApi: { fetch } }),
        ],
        [liveApiRef, hub],
        [discoveryApiRef, discoveryApi],
        [fetchApiRef, { fetch }],
        [errorApiRef, { post: () => {} }],
        [catalogApiRef, { queryEntities }],
        [
          identityApiRef,
          mockApis.identity({
            userEntityRef: 'user:default/ada',
            ownershipEntityRefs: ['user:default/ada', 'group:default/shop'],
          }),
        ],
        [storageApiRef, mockApis.storage()],
        [translationApiRef, mockApis.translation()],
      ]}
    >
      <MemoryRouter initialEntries={['/']}>
        <Routes>
          <Route path="/" element={<HomePage />} />
          <Route path="*" element={<p>Another page</p>} />
        </Routes>
        <Address />
      </MemoryRouter>
    </TestApiProvider>,
  );
  return {
    requests,
    send: (message: StreamMessage) => act(async () => push(message)),
  };
}

const section = (name: string) =>
  screen.getByRole('heading', { name }).closest('section') as HTMLElement;

describe('the home page', () => {
  it('says what runs, what failed, and how one’s services are', async () => {
    show({
      runs: [
        runOf(9, { state: 'running', finishedAt: undefined }),
        runOf(8, { state: 'failed' }),
        runOf(7),
      ],
      approvals: [],
      services: ['checkout'],
    });
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      '1 run under way, 1 failed since you last looked.',
    );
    expect(
      within(section('Running now')).getByRole('link', {
        name: 'Deliver checkout #9',
      }),
    ).toHaveAttribute('href', '/pipelines/runs/run-9');
    expect(
      within(section('Failed since you last looked')).getByText('Change 8'),
    ).toBeInTheDocument();
    const table = await screen.findByRole('table', { name: 'Your services' });
    expect(
      within(table).getByRole('link', { name: 'checkout' }),
    ).toHaveAttribute('href', '/catalog/shop/component/checkout');
    // A tag that is a commit is cut.
    expect(
      within(table).getByRole('link', { name: 'aaaaaaaa' }),
    ).toHaveAttribute(
      'href',
      `/images/r/shop/checkout@sha256:${'b'.repeat(64)}`,
    );
    expect(screen.queryByText(/for you/)).not.toBeInTheDocument();
  });

  it('changes by itself when runs begin and end', async () => {
    const { send } = show({
      runs: [runOf(7)],
      approvals: [],
      services: ['checkout'],
    });
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      'Nothing is running, nothing failed since you last looked.',
    );
    const tell = (run: RunSummary) =>
      send({ watch: 'runs:', type: 'runs', runs: [run] });
    await waitFor(async () => {
      await tell(runOf(8, { state: 'running', finishedAt: undefined }));
      expect(screen.getByTestId('sentence')).toHaveTextContent(
        '1 run under way',
      );
    });
    await tell(runOf(8, { state: 'failed', finishedAt: ago(0), sequence: 30 }));
    expect(screen.getByTestId('sentence')).toHaveTextContent(
      'Nothing is running, 1 failed since you last looked.',
    );
  });

  it('lets one decide what waits, in place', async () => {
    const run = runOf(9, { state: 'waiting', finishedAt: undefined });
    const world: World = {
      runs: [run],
      approvals: [
        {
          run,
          instanceKey: 'release',
          stepId: 'release',
          title: 'Release',
          wait: { kind: 'approval', since: ago(5) },
          mayDecide: true,
        },
      ],
      services: ['checkout'],
    };
    const { requests } = show(world);
    expect(
      await screen.findByText('1 approval waits for you'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Decide' }));
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(screen.queryByText(/for you/)).not.toBeInTheDocument(),
    );
    expect(requests).toContain(
      'POST /api/pipelines/runs/run-9/steps/release/approval {"decision":"approve"}',
    );
  });

  it('says how to begin while there is nothing at all', async () => {
    show({ runs: [], approvals: [], services: [] });
    expect(await screen.findByText('Nothing here yet')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Create a service' }),
    );
    expect(await screen.findByText('/create')).toBeInTheDocument();
  });

  it('says what is wrong and goes on with the rest', async () => {
    const world: World = {
      runs: [],
      approvals: [],
      services: ['checkout'],
      broken: 'The disk is full',
    };
    show(world);
    expect(
      await screen.findByText('The runs could not be loaded'),
    ).toBeInTheDocument();
    expect(screen.getByText('The disk is full')).toBeInTheDocument();
    expect(
      await screen.findByRole('table', { name: 'Your services' }),
    ).toBeInTheDocument();
    world.broken = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() =>
      expect(
        screen.queryByText('The runs could not be loaded'),
      ).not.toBeInTheDocument(),
    );
  });
});
