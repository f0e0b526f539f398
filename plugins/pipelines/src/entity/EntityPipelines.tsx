import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  EmptyState,
  ErrorState,
  Loading,
  SafeLink,
  Section,
  Sentence,
  useLoad,
  useStateWords,
  RelativeTime,
} from '@dop/plugin-devops-react';
import { pipelinesApiRef } from '../api/apis';
import { RunsTable } from '../components/RunsTable';
import { runName } from '../components/words';
import { runPath } from '../links/links';
import { useRuns } from '../runs/useRuns';
import { FindingsList } from '../workflows/FindingsList';
import { WorkflowsTable } from '../workflows/WorkflowsTable';
import { pipelinesTranslationRef } from '../translation';

/** The tab Pipelines of an entity: its workflows, their runs, their errors. */
export function EntityPipelines() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { entity } = useEntity();
  const api = useApi(pipelinesApiRef);
  const repositoryId = entity.metadata.annotations?.['dop/repository-id'];
  const workflowId = entity.metadata.annotations?.['dop/workflow-id'];
  const entityRef = stringifyEntityRef(entity);
  const isService = entity.kind.toLowerCase() === 'component';
  const filter = {
    ...(workflowId && { workflowId }),
    ...(!workflowId && isService && { entityRef }),
    ...(!workflowId && !isService && { repositoryId }),
  };
  const runs = useRuns(filter);
  const workflows = useLoad(`workflows ${repositoryId}`, () =>
    api.workflows({ repositoryId }),
  );
  const findings = useLoad(`findings ${repositoryId}`, () =>
    api.findings({ repositoryId, limit: 20 }),
  );
  const errors = (findings.value?.items ?? []).filter(
    ({ severity }) => severity === 'error',
  );
  const [last] = runs.rows;
  const own = (workflows.value?.items ?? []).filter(workflow =>
    workflowId
      ? workflow.id === workflowId
      : !isService || workflow.delivers.includes(entityRef),
  );
  return (
    <div>
      <div style={{ marginBottom: 16 }}>
        {last && (
          <Sentence state={last.state}>
            <SafeLink to={runPath(last.id)}>{runName(last)}</SafeLink>{' '}
            {words.inText(last.state)}{' '}
            <RelativeTime
              time={last.finishedAt ?? last.startedAt ?? last.createdAt}
            />
            {last.message && `: ${last.message}`}
          </Sentence>
        )}
      </div>
      {errors.length > 0 && (
        <Section title={t('entityPipelines.errors')}>
          <FindingsList findings={errors} />
        </Section>
      )}
      {own.length > 0 && (
        <Section title={t('entityPipelines.workflows')}>
          <WorkflowsTable rows={own} runs={runs.rows} />
        </Section>
      )}
      <Section title={t('entityPipelines.runs')}>
        {runs.error !== undefined && (
          <ErrorState
            error={runs.error}
            title={t('entityPipelines.loadFailed')}
            onRetry={runs.reload}
          />
        )}
        {runs.loading && <Loading what={t('entityPipelines.runsInText')} />}
        {!runs.loading && runs.error === undefined && (
          <RunsTable
            rows={runs.rows}
            hasMore={runs.hasMore}
            onMore={runs.loadMore}
            loadingMore={runs.loadingMore}
            empty={
              <EmptyState title={t('entityPipelines.noRunsYet')}>
                {t('entityPipelines.emptyHelp')}
              </EmptyState>
            }
          />
        )}
      </Section>
    </div>
  );
}
