import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import type {
  PullRequestState,
  PullRequestSummary,
} from '@dop/plugin-code-common';
import {
  DataTable,
  EmptyState,
  FilterChips,
  RelativeTime,
  SafeLink,
  StateIcon,
  StateLabel,
  useFilters,
  useKeys,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import { codeApiRef } from '../api/codeApiRef';
import {
  newPullRequestPath,
  pullRequestPath,
  pullRequestsPath,
  runPath,
  shortUser,
} from '../links';
import { Await } from '../components/Await';
import { EmptyRepository } from '../components/EmptyRepository';
import { useRepository } from '../components/RepositoryFrame';
import { codeTranslationRef } from '../translation';
import { Branches } from './Branches';
import { pullMarks, PullState } from './PullState';
import { samplePullRequests } from './samplePullRequests';
import { useLookAgain } from './useLookAgain';
import { tellingRun, useRuns } from './useRuns';

const everyMs = 20_000;
const states = ['open', 'merged', 'closed'] as const;

function useColumns(
  runs: readonly RunSummary[] | undefined,
): DataColumn<PullRequestSummary>[] {
  const { t } = useTranslationRef(codeTranslationRef);
  return [
    {
      id: 'state',
      label: t('pullRequestsPage.state'),
      width: '104px',
      render: row => <PullState state={row.state} />,
    },
    {
      id: 'title',
      label: t('pullRequestsPage.pullRequest'),
      width: 'minmax(0, 3.2fr)',
      phone: 'primary',
      render: row => (
        <span title={row.title}>
          <span style={{ color: 'var(--dop-text-soft)' }}>#{row.number}</span>{' '}
          <strong>{row.title}</strong>
        </span>
      ),
    },
    {
      id: 'branches',
      label: t('pullRequestsPage.branches'),
      width: 'minmax(0, 2.8fr)',
      render: row => <Branches source={row.source} target={row.target} />,
    },
    {
      id: 'run',
      label: t('pullRequestsPage.run'),
      width: '128px',
      render: row => {
        const run = tellingRun(runs, row.head);
        return (
          run && (
            <SafeLink to={runPath(run.id)} quiet>
              <StateLabel state={run.state} />
            </SafeLink>
          )
        );
      },
    },
    {
      id: 'author',
      label: t('pullRequestsPage.author'),
      width: 'minmax(0, 1fr)',
      render: row => shortUser(row.author),
    },
    {
      id: 'opened',
      label: t('pullRequestsPage.opened'),
      width: '110px',
      align: 'right',
      render: row => <RelativeTime time={row.createdAt} />,
    },
  ];
}

/** What members ask to be merged, the newest first. */
export function PullRequestsPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const api = useApi(codeApiRef);
  const navigate = useNavigate();
  const filters = useFilters('state');
  const state = states.find(each => each === filters.state);
  const { namespace, name } = repository;
  const pages = usePages<PullRequestSummary>(
    `pull requests ${repository.id} ${state ?? ''}`,
    cursor => api.pullRequests(namespace, name, { state, cursor }),
  );
  // A reader who has gone further down keeps what is there.
  const oneScreen = pages.rows.length <= 50;
  useLookAgain(() => oneScreen && pages.reload(), everyMs);
  const runs = useRuns(repository.id).value;
  const columns = useColumns(runs);
  const mayOpen = Boolean(repository.may?.push) && !repository.empty;
  const newPath = newPullRequestPath(repository);
  useKeys(
    mayOpen
      ? {
          n: {
            label: t('pullRequestsPage.newPullRequest'),
            run: () => navigate(newPath),
          },
        }
      : {},
  );
  if (repository.empty) {
    return <EmptyRepository repository={repository} />;
  }
  return (
    <>
      <FilterChips
        views="pull-requests"
        filters={[
          {
            param: 'state',
            label: t('pullRequestsPage.state'),
            options: states.map(value => ({
              value,
              label: t(`pullState.${value}`),
              icon: <StateIcon state={pullMarks[value]} decorative />,
            })),
          },
        ]}
      >
        {mayOpen && (
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            component={Link}
            to={newPath}
          >
            {t('pullRequestsPage.newPullRequest')}
          </Button>
        )}
      </FilterChips>
      <Await
        loaded={{
          value: pages.loading ? undefined : pages.rows,
          error: pages.rows.length > 0 ? undefined : pages.error,
          reload: pages.reload,
        }}
        what={t('pullRequestsPage.pullRequests')}
        title={t('pullRequestsPage.loadFailed')}
      >
        {rows => (
          <DataTable
            label={t('pullRequestsPage.title')}
            rows={rows}
            rowKey={row => String(row.number)}
            rowHref={row => pullRequestPath(repository, row.number)}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={columns}
            empty={
              <Nothing state={state} columns={columns} mayOpen={mayOpen} />
            }
          />
        )}
      </Await>
    </>
  );
}

function Nothing(props: {
  state?: PullRequestState;
  columns: DataColumn<PullRequestSummary>[];
  mayOpen: boolean;
}) {
  const { state, columns, mayOpen } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  return (
    <EmptyState
      title={t(`pullRequestsPage.empty.${state ?? 'all'}`)}
      action={
        mayOpen
          ? {
              label: t('pullRequestsPage.newPullRequest'),
              to: newPullRequestPath(repository),
            }
          : undefined
      }
      example={
        <DataTable
          label={t('pullRequestsPage.title')}
          rows={samplePullRequests()}
          rowKey={row => String(row.number)}
          columns={columns}
        />
      }
    >
      {t('pullRequestsPage.emptyHelp')}{' '}
      {mayOpen
        ? t('pullRequestsPage.howToOpen')
        : t('pullRequestsPage.membersOpen', {
            namespace: repository.namespace,
          })}
      {state && (
        <>
          {' '}
          <SafeLink to={pullRequestsPath(repository)}>
            {t('pullRequestsPage.showAll')}
          </SafeLink>
        </>
      )}
    </EmptyState>
  );
}
