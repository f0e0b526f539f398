import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  Sentence,
  StateIcon,
  stateLook,
  useFilters,
  useStateWords,
} from '@dop/plugin-devops-react';
import { runStates, type RunFilter } from '@dop/plugin-pipelines-common';
import { RunsTable } from '../components/RunsTable';
import { LiveMark } from '../components/LiveMark';
import { useRuns } from './useRuns';
import { pipelinesTranslationRef } from '../translation';

function useStateOptions() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  return [
    { value: 'active', label: t('runsPage.active') },
    { value: 'finished', label: t('runsPage.finished') },
    ...runStates.map(state => ({
      value: state,
      label: words.word(state),
      icon: <StateIcon state={state} decorative />,
    })),
  ];
}

/** Every run that one may see, filtered by what the address says. */
export function RunsPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const stateOptions = useStateOptions();
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
  const count = runs.rows.length;
  const shown = runs.hasMore
    ? t('runsPage.countOrMore', { count })
    : t('runsPage.count', { count });
  return (
    <PageShell
      title={t('runsPage.runs')}
      titleHidden
      sentence={
        runs.rows.length > 0 && (
          <Sentence>
            {t('runsPage.underWayFailed', {
              shown,
              active: String(active),
              failed: String(failed),
            })}
          </Sentence>
        )
      }
    >
      <FilterChips
        search={{ param: 'branch', placeholder: t('runsPage.branch') }}
        filters={[
          { param: 'state', label: t('runsPage.state'), options: stateOptions },
          ...(filters.workflowId
            ? [
                {
                  param: 'workflowId',
                  label: t('runsPage.workflow'),
                  options: [],
                },
              ]
            : []),
          ...(filters.repositoryId
            ? [
                {
                  param: 'repositoryId',
                  label: t('runsPage.repository'),
                  options: [],
                },
              ]
            : []),
          ...(filters.entityRef
            ? [
                {
                  param: 'entityRef',
                  label: t('runsPage.service'),
                  options: [],
                },
              ]
            : []),
        ]}
      >
        <LiveMark />
      </FilterChips>
      {runs.error !== undefined && (
        <ErrorState
          error={runs.error}
          title={t('runsPage.loadFailed')}
          onRetry={runs.reload}
        />
      )}
      {runs.loading && <Loading what={t('runsPage.runsInText')} />}
      {!runs.loading && runs.error === undefined && (
        <RunsTable
          rows={runs.rows}
          hasMore={runs.hasMore}
          onMore={runs.loadMore}
          loadingMore={runs.loadingMore}
          empty={
            filtered ? (
              <EmptyState
                title={t('runsPage.nothingFits')}
                action={{
                  label: t('runsPage.showAllRuns'),
                  to: '/pipelines/runs',
                }}
              >
                {t('runsPage.nothingFitsHelp')}
              </EmptyState>
            ) : (
              <EmptyState
                title={t('runsPage.empty')}
                action={{ label: t('runsPage.createAService'), to: '/create' }}
              >
                {t('runsPage.emptyHelp')}
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
