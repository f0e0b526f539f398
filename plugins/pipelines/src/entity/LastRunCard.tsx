import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  Sentence,
  StateStrip,
  useStateWords,
} from '@dop/plugin-devops-react';
import { runName } from '../components/words';
import { entityPath, runPath } from '../links/links';
import { useRuns } from '../runs/useRuns';
import { outcomeWords } from '../workflows/WorkflowsTable';
import { pipelinesTranslationRef } from '../translation';

/** On the overview of a service: how its last run went, and those before. */
export function LastRunCard() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const runs = useRuns({ entityRef }, 20);
  const [last] = runs.rows;
  return (
    <Section
      title={t('lastRunCard.lastRun')}
      panel
      actions={
        <SafeLink to={`${entityPath(entityRef)}/pipelines`}>
          {t('lastRunCard.allRuns')}
        </SafeLink>
      }
    >
      {runs.error !== undefined && (
        <ErrorState
          error={runs.error}
          title={t('lastRunCard.loadFailed')}
          onRetry={runs.reload}
        />
      )}
      {runs.loading && <Loading what={t('lastRunCard.runs')} />}
      {last && (
        <>
          <Sentence state={last.state}>
            <SafeLink to={runPath(last.id)}>{runName(last)}</SafeLink>{' '}
            {words.inText(last.state)}{' '}
            <RelativeTime
              time={last.finishedAt ?? last.startedAt ?? last.createdAt}
            />
            {last.message && `: ${last.message}`}
          </Sentence>
          <div style={{ marginTop: 12 }}>
            <StateStrip
              items={[...runs.rows].reverse().map(run => ({
                id: run.id,
                state: run.state,
                label: outcomeWords(t, words, run),
                href: runPath(run.id),
              }))}
            />
          </div>
        </>
      )}
      {!last && !runs.loading && runs.error === undefined && (
        <Sentence>{t('lastRunCard.empty')}</Sentence>
      )}
    </Section>
  );
}
