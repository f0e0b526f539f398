import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { MemoryRouter } from 'react-router-dom';
import { configApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import type {
  TestReport,
  TestReportsApi,
  TestResult,
  TestResultDetail,
} from '@dop/plugin-test-reports-common';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { TestsPages } from './TestsPages';

const report: TestReport = {
  id: '7',
  repository: { id: 'repository-1', namespace: 'shop', name: 'cart' },
  name: 'test',
  state: 'complete',
  evidence: 'notIsolated',
  run: {
    id: 'run-1',
    number: 12,
    workflowId: 'workflow-1',
    workflowName: 'delivery',
    stepId: 'test',
    instanceKey: 'test',
    attempt: 1,
  },
  superseded: false,
  commit: 'b'.repeat(40),
  ref: 'refs/heads/main',
  branch: 'main',
  protectedRef: true,
  services: [],
  file: { digest: 'sha256:x', size: 2048, mediaType: 'application/xml' },
  totals: {
    tests: 412,
    passed: 409,
    failed: 2,
    errored: 0,
    skipped: 1,
    flaky: 0,
  },
  durationMs: 72_000,
  warnings: [{ message: 'A text is longer than allowed', line: 9 }],
  warningsLeftOut: 0,
  comparison: {
    reportId: '6',
    commit: '3f2a1c4'.padEnd(40, '0'),
    newFailures: 2,
    stillFailing: 0,
    fixed: 0,
  },
  time: '2026-11-22T10:00:00.000Z',
  receivedAt: '2026-11-22T10:00:01.000Z',
};

const failed: TestResult = {
  index: 3,
  testId: 'aa',
  suites: ['cart'],
  name: 'adds two things',
  status: 'failed',
  flaky: false,
  change: 'newFailure',
  cause: 0,
};

const detail: TestResultDetail = {
  ...failed,
  failures: [
    {
      kind: 'failure',
      message: 'the sum is wrong',
      trace:
        'Error: the sum is wrong\n  actual: 3,\n  expected: 2,\n    at cart.js:1',
    },
  ],
  properties: [],
  history: [
    {
      reportId: '6',
      index: 3,
      commit: '3f2a1c4',
      status: 'passed',
      flaky: false,
      time: '2026-11-21T10:00:00.000Z',
    },
    {
      reportId: '7',
      index: 3,
      commit: 'bbbbbbb',
      status: 'failed',
      flaky: false,
      time: '2026-11-22T10:00:00.000Z',
    },
  ],
};

function fakeApi(change: Partial<TestReportsApi> = {}) {
  return {
    reports: jest.fn(async () => ({ items: [report] })),
    report: jest.fn(async () => report),
    tests: jest.fn(async () => ({ items: [failed] })),
    causes: jest.fn(async () => ({
      items: [
        { cause: 0, title: 'the sum is wrong', tests: 1, newFailures: 1 },
        { cause: 1, title: 'no answer', tests: 1, newFailures: 0 },
      ],
    })),
    suites: jest.fn(async () => ({ items: [] })),
    test: jest.fn(async () => detail),
    runSummary: jest.fn(),
    file: jest.fn(),
    remove: jest.fn(),
    ...change,
  } satisfies TestReportsApi;
}

function show(path: string, api: TestReportsApi) {
  return render(
    <TestApiProvider
      apis={[
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],

        [testReportsApiRef, api],
        [configApiRef, { getString: () => 'http://portal.example' } as never],
      ]}
    >
      <MemoryRouter initialEntries={[path]}>
        <TestsPages />
      </MemoryRouter>
    </TestApiProvider>,
  );
}

describe('pages of test reports', () => {
  it('says where a report stands, shows the first failure open, and what was wrong with the file', async () => {
    show('/7', fakeApi());
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      '2 of 412 tests failed, 1 skipped, both new since 3f2a1c4',
    );
    expect(
      await screen.findByText(/Failed in 1 of the last 2 results/),
    ).toBeInTheDocument();
    expect(screen.getByText('expected').nextSibling).toHaveTextContent('2');
    expect(screen.getByText('actual').nextSibling).toHaveTextContent('3');
    expect(
      screen.getByText('1 warning while reading the file'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('no answer').closest('details'),
    ).not.toHaveAttribute('open');
    expect(
      screen.getByRole('link', { name: /^Passed, at 3f2a1c4/ }),
    ).toHaveAttribute('href', '/tests/6/3');
  });

  it('asks the API for what the address filters', async () => {
    const api = fakeApi();
    show('/7?search=sum&status=failed,errored&change=newFailure', api);
    await waitFor(() =>
      expect(api.tests).toHaveBeenCalledWith(
        '7',
        expect.objectContaining({
          search: 'sum',
          status: ['failed', 'errored'],
          change: 'newFailure',
        }),
      ),
    );
  });

  it('follows a report while it is being read', async () => {
    const reading: TestReport = { ...report, state: 'reading' };
    const answers = [reading, report];
    const api = fakeApi({
      report: jest.fn(async () => answers.shift() ?? report),
    });
    show('/7', api);
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      'being read now',
    );
    await waitFor(
      () =>
        expect(screen.getByTestId('sentence')).toHaveTextContent(
          '2 of 412 tests failed',
        ),
      { timeout: 5_000 },
    );
  });

  it('shows how to send a report while there is none', async () => {
    show(
      '/?repository=shop/cart',
      fakeApi({ reports: async () => ({ items: [] }) }),
    );
    expect(
      await screen.findByText(
        /curl[^]*http:\/\/portal\.example[^]*repository=shop\/cart/,
      ),
    ).toBeInTheDocument();
  });

  it('says what became of one test, and leads back to its report', async () => {
    const api = fakeApi();
    show('/7/3', api);
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      'Failed at bbbbbbb on main, new since 3f2a1c4.',
    );
    await userEvent.click(screen.getByRole('link', { name: 'test' }));
    expect(api.report).toHaveBeenCalledWith('7');
  });
});
