import {
  countOf,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  Sentence,
  StateIcon,
  stateLook,
  useFilters,
} from '@dop/plugin-devops-react';
import { runStates, type RunFilter } from '@dop/plugin-pipelines-common';
import { RunsTable } from '../components/RunsTable';
import { LiveMark } from '../components/LiveMark';
import { useRuns } from './useRuns';

const stateOptions = [
  { value: 'active', label: 'Active' },
  { value: 'finished', label: 'Finished' },
  ...runStates.map(state => ({
    value: state,
    label: stateLook(state).word,
    icon: <StateIcon state={state} decorative />,
  })),
];

/** Every run that one may see, filtered by what the address says. */
export function RunsPage() {
  const filters = useFilters(
    'state',
    'branch',
    'workflowId',
    'repositoryId',
    'entityRef',
  ) as RunFilter;
  const runs = useRuns(filters);
  const filtered = Object.keys(filters).length > 0;
  const active = runs.rows.filter(run => !stateLook(run.state).final).length;
  const failed = runs.rows.filter(run =>
    ['failed', 'timedOut'].includes(run.state),
  ).length;
  const shown = `${countOf(runs.rows.length, 'run')}${
    runs.hasMore ? ' or more' : ''
  }`;
  return (
    <PageShell
      title="Runs"
      titleHidden
      sentence={
        runs.rows.length > 0 && (
          <Sentence>
            {`${shown}: ${active} under way, ${failed} failed.`}
          </Sentence>
        )
      }
    >
      <FilterChips
        search={{ param: 'branch', placeholder: 'Branch' }}
        filters={[
          { param: 'state', label: 'State', options: stateOptions },
          ...(filters.workflowId
            ? [{ param: 'workflowId', label: 'Workflow', options: [] }]
            : []),
          ...(filters.repositoryId
            ? [{ param: 'repositoryId', label: 'Repository', options: [] }]
            : []),
          ...(filters.entityRef
            ? [{ param: 'entityRef', label: 'Service', options: [] }]
            : []),
        ]}
      >
        <LiveMark />
      </FilterChips>
      {runs.error !== undefined && (
        <ErrorState
          error={runs.error}
          title="The runs could not be loaded"
          onRetry={runs.reload}
        />
      )}
      {runs.loading && <Loading what="runs" />}
      {!runs.loading && runs.error === undefined && (
        <RunsTable
          rows={runs.rows}
          hasMore={runs.hasMore}
          onMore={runs.loadMore}
          loadingMore={runs.loadingMore}
          empty={
            filtered ? (
              <EmptyState
                title="No run fits these filters"
                action={{ label: 'Show all runs', to: '/pipelines/runs' }}
              >
                Remove a filter above, or look at all of them.
              </EmptyState>
            ) : (
              <EmptyState
                title="No runs yet"
                action={{ label: 'Create a service', to: '/create' }}
              >
                Here you see every run of every workflow: which are under way,
                which failed, and why. A run starts when somebody pushes to a
                repository with a workflow file in .dop/.
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
