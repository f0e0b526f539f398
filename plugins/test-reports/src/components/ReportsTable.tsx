import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import {
  DataTable,
  Duration,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  ShortHash,
  StateIcon,
  usePages,
  type DataColumn,
  type Pages,
} from '@dop/plugin-devops-react';
import {
  totalsSentence,
  type ReportFilter,
  type TestReport,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { commitPath, reportPath, runPath } from '../utils/links';
import { isPending, reportState, repositoryName } from '../utils/reportState';
import { sampleReports } from './sampleReports';
import { UploadHint } from './UploadHint';
import { testReportsTranslationRef } from '../translation';

function useColumns(): DataColumn<TestReport>[] {
  const { t } = useTranslationRef(testReportsTranslationRef);
  return [
    {
      id: 'result',
      label: t('reportsTable.result'),
      width: 'minmax(0, 2fr)',
      phone: 'primary',
      render: report => (
        <>
          <StateIcon state={reportState(report)} />{' '}
          {isPending(report)
            ? t('reportsTable.beingRead')
            : totalsSentence(report.totals)}
          {report.comparison && report.comparison.newFailures > 0 && (
            <>
              {' '}
              {t('reportsTable.new', {
                newFailures: String(report.comparison.newFailures),
              })}
            </>
          )}
        </>
      ),
    },
    { id: 'name', label: t('reportsTable.report'), render: ({ name }) => name },
    {
      id: 'repository',
      label: t('reportsTable.repository'),
      render: report => repositoryName(report) ?? '–',
    },
    {
      id: 'commit',
      label: t('reportsTable.commit'),
      render: report => {
        const repository = repositoryName(report);
        return (
          <>
            <ShortHash
              plain
              hash={report.commit}
              to={repository && commitPath(repository, report.commit)}
            />{' '}
            {report.branch}
          </>
        );
      },
    },
    {
      id: 'origin',
      label: t('reportsTable.from'),
      render: ({ run, evidence, superseded }) => (
        <>
          {run ? (
            <SafeLink to={runPath(run.id, run.instanceKey)}>
              #{run.number}
              {run.attempt > 1 &&
                t('reportsTable.attempt', { attempt: String(run.attempt) })}
            </SafeLink>
          ) : (
            <span title={t(`evidence.${evidence}.meaning`)}>
              {t('reportsTable.claimed')}
            </span>
          )}
          {superseded && t('reportsTable.superseded')}
        </>
      ),
    },
    {
      id: 'duration',
      label: t('reportsTable.duration'),
      width: '96px',
      align: 'right',
      render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
    },
    {
      id: 'time',
      label: t('reportsTable.when'),
      width: '120px',
      align: 'right',
      render: ({ time }) => <RelativeTime time={time} />,
    },
  ];
}

/** The reports that fit a filter, newest first. */
export function useReports(filter: ReportFilter): Pages<TestReport> {
  const api = useApi(testReportsApiRef);
  return usePages(JSON.stringify(filter), cursor =>
    api.reports({ ...filter, cursor }),
  );
}

/** Reports, newest first. */
export function ReportsTable(props: {
  pages: Pages<TestReport>;
  /** Leaves a column out that would say the same in each row. */
  without?: 'repository';
  /** For the command that is shown while there are none. */
  repository?: string;
}) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const columns = useColumns();
  const { pages, without, repository } = props;
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title={t('reportsTable.loadFailed')}
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what={t('reportsTable.testReports')} />;
  }
  return (
    <DataTable
      label={t('reportsTable.title')}
      rows={pages.rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => reportPath(id)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={columns.filter(({ id }) => id !== without)}
      empty={
        <>
          <EmptyState
            title={t('reportsTable.empty')}
            action={{ label: t('reportsTable.createAService'), to: '/create' }}
            example={
              <DataTable
                label={t('reportsTable.title')}
                rows={sampleReports()}
                rowKey={({ id }) => id}
                columns={columns.filter(({ id }) => id !== without)}
              />
            }
          >
            {t('reportsTable.emptyHelp')}
          </EmptyState>
          <div style={{ marginTop: 24 }}>
            <Section title={t('reportsTable.send')}>
              <UploadHint repository={repository} />
            </Section>
          </div>
        </>
      }
    />
  );
}
