import { useApi } from '@backstage/core-plugin-api';
import {
  DataTable,
  Duration,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  ShortHash,
  StateIcon,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import {
  totalsSentence,
  type ReportFilter,
  type TestReport,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { commitPath, reportPath, runPath } from '../utils/links';
import { isPending, reportState, repositoryName } from '../utils/reportState';
import { evidenceWords } from './Provenance';
import { UploadHint } from './UploadHint';

const columns: DataColumn<TestReport>[] = [
  {
    id: 'result',
    label: 'Result',
    width: 'minmax(0, 2fr)',
    phone: 'primary',
    render: report => (
      <>
        <StateIcon state={reportState(report)} />{' '}
        {isPending(report) ? 'Being read' : totalsSentence(report.totals)}
        {report.comparison && report.comparison.newFailures > 0 && (
          <> ({report.comparison.newFailures} new)</>
        )}
      </>
    ),
  },
  { id: 'name', label: 'Report', render: ({ name }) => name },
  {
    id: 'repository',
    label: 'Repository',
    render: report => repositoryName(report) ?? '–',
  },
  {
    id: 'commit',
    label: 'Commit',
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
    label: 'From',
    render: ({ run, evidence, superseded }) => (
      <>
        {run ? (
          <SafeLink to={runPath(run.id, run.instanceKey)}>
            #{run.number}
            {run.attempt > 1 && ` attempt ${run.attempt}`}
          </SafeLink>
        ) : (
          <span title={evidenceWords[evidence].meaning}>Claimed</span>
        )}
        {superseded && ' (superseded)'}
      </>
    ),
  },
  {
    id: 'duration',
    label: 'Duration',
    width: '96px',
    align: 'right',
    render: ({ durationMs }) => <Duration milliseconds={durationMs} />,
  },
  {
    id: 'time',
    label: 'When',
    width: '120px',
    align: 'right',
    render: ({ time }) => <RelativeTime time={time} />,
  },
];

/** Reports, newest first. */
export function ReportsTable(props: {
  filter: ReportFilter;
  /** Leaves a column out that would say the same in each row. */
  without?: 'repository';
  /** For the command that is shown while there are none. */
  repository?: string;
}) {
  const { filter, without, repository } = props;
  const api = useApi(testReportsApiRef);
  const pages = usePages(JSON.stringify(filter), cursor =>
    api.reports({ ...filter, cursor }),
  );
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title="The test reports could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what="test reports" />;
  }
  return (
    <DataTable
      label="Test reports"
      rows={pages.rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => reportPath(id)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={columns.filter(({ id }) => id !== without)}
      empty={
        <EmptyState
          title="No test reports yet"
          example={<UploadHint repository={repository} />}
        >
          Runs leave reports here by themselves when a step has a test report
          among its outputs. Any other CI can send JUnit XML with a personal
          token that may write reports.
        </EmptyState>
      }
    />
  );
}
