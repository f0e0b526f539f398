import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FilterChips,
  PageShell,
  Sentence,
  useFilters,
} from '@dop/plugin-devops-react';
import { TriggerMark } from '../components/TriggerMark';
import { triggerWords } from '../components/words';
import { DeliveriesTable, deliveryTypes } from './DeliveriesTable';
import { pipelinesTranslationRef } from '../translation';

/** Every event that arrived, whether it started something or not. */
export function DeliveriesPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { repositoryId, ...filters } = useFilters('repositoryId', 'type');
  const type = deliveryTypes.find(each => each === filters.type);
  return (
    <PageShell
      title={t('deliveriesPage.deliveries')}
      titleHidden
      sentence={<Sentence>{t('deliveriesPage.introduction')}</Sentence>}
    >
      <FilterChips
        filters={[
          {
            param: 'type',
            label: t('deliveriesPage.type'),
            options: deliveryTypes.map(value => ({
              value,
              label: triggerWords(t, value),
              icon: <TriggerMark trigger={value} />,
            })),
          },
          ...(repositoryId
            ? [
                {
                  param: 'repositoryId',
                  label: t('deliveriesPage.repository'),
                  options: [],
                },
              ]
            : []),
        ]}
      />
      <DeliveriesTable repositoryId={repositoryId} type={type} />
    </PageShell>
  );
}
