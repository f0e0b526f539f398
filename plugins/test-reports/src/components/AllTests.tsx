import { useApi } from '@backstage/core-plugin-api';
import { useSearchParams } from 'react-router-dom';
import {
  DataTable,
  Duration,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  Section,
  StateIcon,
  TabBar,
  useFilters,
  usePages,
  useTab,
  type DataColumn,
  type Pages,
} from '@dop/plugin-devops-react';
import type {
  ReportSuite,
  TestChange,
  TestReport,
  TestResult,
  TestStatus,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { reportPath, testPath } from '../utils/links';
import { statusWords, testState } from '../utils/reportState';
import { TotalsBar } from './TotalsBar';

const filters = [
  {
    param: 'status',
    label: 'Result',
    options: [
      { value: 'failed,errored', label: 'Failed or broke' },
      { value: 'passed', label: 'Passed' },
      { value: 'skipped', label: 'Skipped' },
    ],
  },
  {
    param: 'change',
    label: 'Change',
    options: [
      { value: 'newFailure', label: 'New failures' },
      { value: 'stillFailing', label: 'Still failing' },
      { value: 'fixed', label: 'Fixed' },
    ],
  },
];

const changeWords: Record<TestChange, string> = {
  newFailure: 'new failure',
  stillFailing: 'still failing',
  fixed: 'fixed',
};

const testColumns: DataColumn<TestResult>[] = [
  {
    id: 'name',
    label: 'Test',
    width: 'minmax(0, 3fr)',
    phone: 'primary',
    render: test => (
      <span title={test.message}>
        <StateIcon state={testState(test.status)} /> {test.name}
      </span>
    ),
  },
  {
    id: 'suite',
    label: 'Suite',
    width: 'minmax(0, 2fr)',
    render: ({ suites, className, file }) =>
      suites.join(' › ') || className || file || '–',
  },
  {
    id: 'status',
    label: 'Result',
    width: '160px',
    render: ({ status, flaky, change }) =>
      [
        flaky ? 'Passed on retry' : statusWords[status],
        change && changeWords[change],
      ]
        .filter(Boolean)
        .join(', '),
  },
  {
    id: 'duration',
    label: 'Duration',
    width: '96px',
    align: 'right',
    render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
  },
];

const suiteColumns: DataColumn<ReportSuite>[] = [
  {
    id: 'path',
    label: 'Suite',
    width: 'minmax(0, 3fr)',
    phone: 'primary',
    render: ({ path, totals }) => (
      <span style={{ paddingLeft: 16 * Math.max(0, path.length - 1) }}>
        <StateIcon
          state={totals.failed + totals.errored > 0 ? 'failed' : 'succeeded'}
        />{' '}
        {path[path.length - 1] ?? '(no suite)'}
      </span>
    ),
  },
  {
    id: 'totals',
    label: 'Results',
    width: 'minmax(80px, 1fr)',
    phone: 'hidden',
    render: ({ totals }) => <TotalsBar totals={totals} compact />,
  },
  {
    id: 'failed',
    label: 'Failed',
    phone: 'labelled',
    width: '96px',
    align: 'right',
    render: ({ totals }) => totals.failed + totals.errored,
  },
  {
    id: 'tests',
    label: 'Tests',
    phone: 'labelled',
    width: '96px',
    align: 'right',
    render: ({ totals }) => totals.tests,
  },
  {
    id: 'duration',
    label: 'Duration',
    width: '96px',
    align: 'right',
    render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
  },
];

/** Every test of a report: as a list, or suite by suite. */
export function AllTests({ report }: { report: TestReport }) {
  const tab = useTab(['tests', 'suites']);
  return (
    <Section title="All tests">
      <TabBar
        label="Tests or suites"
        drops={['suite']}
        tabs={[
          { id: 'tests', label: 'Tests' },
          { id: 'suites', label: 'Suites' },
        ]}
      />
      <div style={{ marginTop: 12 }}>
        {tab === 'suites' ? (
          <Suites report={report} />
        ) : (
          <Tests report={report} />
        )}
      </div>
    </Section>
  );
}

function Tests({ report }: { report: TestReport }) {
  const api = useApi(testReportsApiRef);
  const { search, status, change, suite } = useFilters(
    'search',
    'status',
    'change',
    'suite',
  );
  const filter = {
    search,
    status: status?.split(',') as TestStatus[] | undefined,
    change: change as TestChange | undefined,
    suite: suite === undefined ? undefined : Number(suite),
  };
  const pages = usePages(
    `${report.id} ${report.state} ${JSON.stringify(filter)}`,
    cursor => api.tests(report.id, { ...filter, cursor, limit: 200 }),
  );
  const inSuite = suite !== undefined && pages.rows[0]?.suites.join(' › ');
  return (
    <>
      <FilterChips
        views="tests"
        search={{ placeholder: 'Search tests' }}
        filters={
          suite === undefined
            ? filters
            : [
                ...filters,
                {
                  param: 'suite',
                  label: 'Suite',
                  options: [{ value: suite, label: inSuite || `#${suite}` }],
                },
              ]
        }
      />
      <TestTable
        report={report}
        pages={pages}
        filtered={Boolean(search || status || change || suite)}
      />
    </>
  );
}

function TestTable(props: {
  report: TestReport;
  pages: Pages<TestResult>;
  filtered: boolean;
}) {
  const { report, pages, filtered } = props;
  const [, setParams] = useSearchParams();
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title="The tests could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what="tests" />;
  }
  return (
    <DataTable
      label="Tests"
      rows={pages.rows}
      rowKey={({ index }) => String(index)}
      rowHref={({ index }) => testPath(report.id, index)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={testColumns}
      empty={
        <EmptyState
          title="No tests here"
          action={
            filtered
              ? { label: 'Show all tests', onClick: () => setParams({}) }
              : undefined
          }
        >
          {filtered
            ? 'No test of this report fits the filter.'
            : 'This report holds no tests.'}
        </EmptyState>
      }
    />
  );
}

function Suites({ report }: { report: TestReport }) {
  const api = useApi(testReportsApiRef);
  const pages = usePages(`${report.id} suites`, cursor =>
    api.suites(report.id, { cursor, limit: 200 }),
  );
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title="The suites could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  return pages.loading ? (
    <Loading what="suites" />
  ) : (
    <DataTable
      label="Suites"
      rows={pages.rows}
      rowKey={({ index }) => String(index)}
      rowHref={({ index }) => reportPath(report.id, { suite: String(index) })}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={suiteColumns}
      empty={
        <EmptyState title="No suites">This report holds no tests.</EmptyState>
      }
    />
  );
}
