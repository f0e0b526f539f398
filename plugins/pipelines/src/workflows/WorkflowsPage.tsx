import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import {
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
import Button from '@material-ui/core/Button';
import { Link } from 'react-router-dom';
import { pipelinesApiRef } from '../api/apis';
import { editorPath } from '../links/links';
import { FindingsList } from './FindingsList';
import { useRuns } from '../runs/useRuns';
import { stripOf, WorkflowsTable } from './WorkflowsTable';
import { pipelinesTranslationRef } from '../translation';

/** The mark of the page: what needs attention first. */
function stateOf(failing: number, broken: number): string {
  if (failing > 0) {
    return 'failed';
  }
  return broken > 0 ? 'warned' : 'succeeded';
}

/** Every workflow that one may see, and how its last runs went. */
export function WorkflowsPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
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
  return (
    <PageShell
      title={t('workflowsPage.workflows')}
      titleHidden
      actions={
        <Button
          size="small"
          variant="outlined"
          component={Link}
          to={editorPath()}
        >
          {t('workflowsPage.newWorkflow')}
        </Button>
      }
      sentence={
        workflows.rows.length > 0 && (
          <Sentence state={stateOf(failing, broken)}>
            {workflows.hasMore
              ? t('workflowsPage.countOrMore', {
                  count: workflows.rows.length,
                })
              : t('workflowsPage.count', {
                  count: workflows.rows.length,
                })}
            {failing > 0
              ? t('workflowsPage.lastRunsFailed', {
                  failing: String(failing),
                })
              : t('workflowsPage.noLastRunFailed')}
            {broken > 0 &&
              t('workflowsPage.filesHaveErrors', { count: broken })}
            .
          </Sentence>
        )
      }
    >
      {errors.length > 0 && (
        <Section title={t('workflowsPage.filesWithErrors')}>
          <FindingsList findings={errors} />
        </Section>
      )}
      <FilterChips
        search={{ placeholder: t('workflowsPage.searchWorkflows') }}
      />
      {workflows.error !== undefined && (
        <ErrorState
          error={workflows.error}
          title={t('workflowsPage.loadFailed')}
          onRetry={workflows.reload}
        />
      )}
      {workflows.loading && (
        <Loading what={t('workflowsPage.workflowsInText')} />
      )}
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
                title={t('workflowsPage.nothingFound', {
                  search: filters.search,
                })}
                action={{
                  label: t('workflowsPage.showAllWorkflows'),
                  to: '/pipelines/workflows',
                }}
              >
                {t('workflowsPage.nothingFoundHelp')}
              </EmptyState>
            ) : (
              <EmptyState
                title={t('workflowsPage.empty')}
                action={{
                  label: t('workflowsPage.createAService'),
                  to: '/create',
                }}
              >
                {t('workflowsPage.emptyHelp')}
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
