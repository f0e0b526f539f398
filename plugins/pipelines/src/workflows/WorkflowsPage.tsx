import { useApi } from '@backstage/core-plugin-api';
import {
  countOf,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  Section,
  Sentence,
  useFilters,
  useLoad,
  usePages,
} from '@dop/plugin-devops-react';
import { pipelinesApiRef } from '../api/apis';
import { FindingsList } from './FindingsList';
import { useRuns } from '../runs/useRuns';
import { stripOf, WorkflowsTable } from './WorkflowsTable';

/** The mark of the page: what needs attention first. */
function stateOf(failing: number, broken: number): string {
  if (failing > 0) {
    return 'failed';
  }
  return broken > 0 ? 'warned' : 'succeeded';
}

/** Every workflow that one may see, and how its last runs went. */
export function WorkflowsPage() {
  const api = useApi(pipelinesApiRef);
  const filters = useFilters('search', 'repositoryId');
  const workflows = usePages(JSON.stringify(filters), cursor =>
    api.workflows({ ...filters, cursor }),
  );
  // The newest runs of all workflows: enough for the strips, in one request.
  const runs = useRuns({}, 200);
  const findings = useLoad(`findings ${filters.repositoryId ?? ''}`, () =>
    api.findings({ repositoryId: filters.repositoryId, limit: 20 }),
  );
  const errors = (findings.value?.items ?? []).filter(
    ({ severity }) => severity === 'error',
  );
  const last = workflows.rows.map(
    workflow =>
      stripOf(workflow, runs.rows).at(-1)?.state ?? workflow.lastRun?.state,
  );
  const failing = last.filter(
    state => state === 'failed' || state === 'timedOut',
  ).length;
  const broken = workflows.rows.filter(
    ({ state }) => state === 'broken',
  ).length;
  const more = workflows.hasMore ? ' or more' : '';
  return (
    <PageShell
      title="Workflows"
      titleHidden
      sentence={
        workflows.rows.length > 0 && (
          <Sentence state={stateOf(failing, broken)}>
            {`${countOf(workflows.rows.length, 'workflow')}${more}: `}
            {failing > 0
              ? `the last run of ${failing} failed`
              : 'no last run failed'}
            {broken > 0 &&
              `, ${countOf(broken, 'file has errors', 'files have errors')}`}
            .
          </Sentence>
        )
      }
    >
      {errors.length > 0 && (
        <Section title="Files with errors">
          <FindingsList findings={errors} />
        </Section>
      )}
      <FilterChips search={{ placeholder: 'Search workflows' }} />
      {workflows.error !== undefined && (
        <ErrorState
          error={workflows.error}
          title="The workflows could not be loaded"
          onRetry={workflows.reload}
        />
      )}
      {workflows.loading && <Loading what="workflows" />}
      {!workflows.loading && workflows.error === undefined && (
        <WorkflowsTable
          rows={workflows.rows}
          runs={runs.rows}
          hasMore={workflows.hasMore}
          onMore={workflows.loadMore}
          loadingMore={workflows.loadingMore}
          empty={
            filters.search ? (
              <EmptyState
                title={`No workflow is called "${filters.search}"`}
                action={{
                  label: 'Show all workflows',
                  to: '/pipelines/workflows',
                }}
              >
                Names, titles and repositories are searched.
              </EmptyState>
            ) : (
              <EmptyState
                title="No workflows yet"
                action={{ label: 'Create a service', to: '/create' }}
              >
                A workflow builds, tests and packs what is in a repository. It
                is a YAML file in the folder .dop/ and appears here with the
                first push. The template makes a service that has one.
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
