import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PageShell, Sentence, useFilters } from '@dop/plugin-devops-react';
import { DeliveriesTable } from './DeliveriesTable';
import { pipelinesTranslationRef } from '../translation';

/** Every event that arrived, whether it started something or not. */
export function DeliveriesPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { repositoryId } = useFilters('repositoryId');
  return (
    <PageShell
      title={t('deliveriesPage.deliveries')}
      titleHidden
      sentence={<Sentence>{t('deliveriesPage.introduction')}</Sentence>}
    >
      <DeliveriesTable repositoryId={repositoryId} />
    </PageShell>
  );
}
