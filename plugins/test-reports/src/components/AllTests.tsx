import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { testState } from '../utils/reportState';
import { TotalsBar } from './TotalsBar';
import { testReportsTranslationRef } from '../translation';

/** By result, and by what changed since the report before. */
function useTestFilters() {
  const { t } = useTranslationRef(testReportsTranslationRef);
  return [
    {
      param: 'status',
      label: t('allTests.filters.result'),
      options: [
        {
          value: 'failed,errored',
          label: t('allTests.filters.failedOrErrored'),
        },
        { value: 'passed', label: t('allTests.filters.passed') },
        { value: 'skipped', label: t('allTests.filters.skipped') },
      ],
    },
    {
      param: 'change',
      label: t('allTests.filters.change'),
      options: (['newFailure', 'stillFailing', 'fixed'] as const).map(
        value => ({
          value,
          label: t(`allTests.filters.${value}`),
        }),
      ),
    },
  ];
}

function useTestColumns(): DataColumn<TestResult>[] {
  const { t } = useTranslationRef(testReportsTranslationRef);
  return [
    {
      id: 'name',
      label: t('allTests.test'),
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
      label: t('allTests.suite'),
      width: 'minmax(0, 2fr)',
      render: ({ suites, className, file }) =>
        suites.join(' › ') || className || file || '–',
    },
    {
      id: 'status',
      label: t('allTests.result'),
      width: '160px',
      render: ({ status, flaky, change }) =>
        [
          flaky ? t('allTests.passedOnRetry') : t(`status.${status}`),
          change && t(`allTests.changes.${change}`),
        ]
          .filter(Boolean)
          .join(', '),
    },
    {
      id: 'duration',
      label: t('allTests.duration'),
      width: '96px',
      align: 'right',
      render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
    },
  ];
}

function useSuiteColumns(): DataColumn<ReportSuite>[] {
  const { t } = useTranslationRef(testReportsTranslationRef);
  return [
    {
      id: 'path',
      label: t('allTests.suite'),
      width: 'minmax(0, 3fr)',
      phone: 'primary',
      render: ({ path, totals }) => (
        <span style={{ paddingLeft: 16 * Math.max(0, path.length - 1) }}>
          <StateIcon
            state={totals.failed + totals.errored > 0 ? 'failed' : 'succeeded'}
          />{' '}
          {path[path.length - 1] ?? t('allTests.noSuite')}
        </span>
      ),
    },
    {
      id: 'totals',
      label: t('allTests.results'),
      width: 'minmax(80px, 1fr)',
      phone: 'hidden',
      render: ({ totals }) => <TotalsBar totals={totals} compact />,
    },
    {
      id: 'failed',
      label: t('allTests.failed'),
      phone: 'labelled',
      width: '96px',
      align: 'right',
      render: ({ totals }) => totals.failed + totals.errored,
    },
    {
      id: 'tests',
      label: t('allTests.tests'),
      phone: 'labelled',
      width: '96px',
      align: 'right',
      render: ({ totals }) => totals.tests,
    },
    {
      id: 'duration',
      label: t('allTests.duration'),
      width: '96px',
      align: 'right',
      render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
    },
  ];
}

/** Every test of a report: as a list, or suite by suite. */
export function AllTests({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const tab = useTab(['tests', 'suites']);
  return (
    <Section title={t('allTests.allTests')}>
      <TabBar
        label={t('allTests.testsOrSuites')}
        drops={['suite']}
        tabs={[
          { id: 'tests', label: t('allTests.tests') },
          { id: 'suites', label: t('allTests.suites') },
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
  const filters = useTestFilters();
  const { t } = useTranslationRef(testReportsTranslationRef);
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
        search={{ placeholder: t('allTests.searchTests') }}
        filters={
          suite === undefined
            ? filters
            : [
                ...filters,
                {
                  param: 'suite',
                  label: t('allTests.suite'),
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
  const { t } = useTranslationRef(testReportsTranslationRef);
  const testColumns = useTestColumns();
  const { report, pages, filtered } = props;
  const [, setParams] = useSearchParams();
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title={t('allTests.loadFailed')}
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what={t('allTests.testsInText')} />;
  }
  return (
    <DataTable
      label={t('allTests.tests')}
      rows={pages.rows}
      rowKey={({ index }) => String(index)}
      rowHref={({ index }) => testPath(report.id, index)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={testColumns}
      empty={
        <EmptyState
          title={t('allTests.noTestsHere')}
          action={
            filtered
              ? {
                  label: t('allTests.showAllTests'),
                  onClick: () => setParams({}),
                }
              : undefined
          }
        >
          {filtered ? t('allTests.nothingFits') : t('allTests.empty')}
        </EmptyState>
      }
    />
  );
}

function Suites({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const suiteColumns = useSuiteColumns();
  const api = useApi(testReportsApiRef);
  const pages = usePages(`${report.id} suites`, cursor =>
    api.suites(report.id, { cursor, limit: 200 }),
  );
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title={t('allTests.suitesFailed')}
        onRetry={pages.reload}
      />
    );
  }
  return pages.loading ? (
    <Loading what={t('allTests.suitesInText')} />
  ) : (
    <DataTable
      label={t('allTests.suites')}
      rows={pages.rows}
      rowKey={({ index }) => String(index)}
      rowHref={({ index }) => reportPath(report.id, { suite: String(index) })}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={suiteColumns}
      empty={
        <EmptyState title={t('allTests.noSuites')}>
          {t('allTests.empty')}
        </EmptyState>
      }
    />
  );
}
