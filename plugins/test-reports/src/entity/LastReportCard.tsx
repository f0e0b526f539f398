import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import { totalsSentence } from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { reportPath } from '../utils/links';
import { reportState } from '../utils/reportState';
import { testReportsTranslationRef } from '../translation';

/** On the overview of a service: what its newest report says. */
export function LastReportCard() {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { entity } = useEntity();
  const api = useApi(testReportsApiRef);
  const entityRef = stringifyEntityRef(entity);
  const { value, error, loading, reload } = useLoad(entityRef, () =>
    api.reports({ entityRef, limit: 1 }),
  );
  const [report] = value?.items ?? [];
  return (
    <Section title={t('lastReportCard.tests')} panel>
      {error !== undefined && (
        <ErrorState
          error={error}
          title={t('lastReportCard.loadFailed')}
          onRetry={reload}
        />
      )}
      {loading && !value && <Loading what={t('lastReportCard.testsInText')} />}
      {report && (
        <Sentence state={reportState(report)}>
          <SafeLink to={reportPath(report.id)}>
            {totalsSentence(report.totals)}
          </SafeLink>{' '}
          <RelativeTime time={report.receivedAt} />
        </Sentence>
      )}
      {value && !report && <Sentence>{t('lastReportCard.empty')}</Sentence>}
    </Section>
  );
}
