import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FilterChips,
  PageShell,
  Sentence,
  useFilters,
} from '@dop/plugin-devops-react';
import { ReportsTable } from './ReportsTable';
import { testReportsTranslationRef } from '../translation';

/** All reports that the reader may see. */
export function ReportsPage() {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const filter = useFilters(
    'repository',
    'branch',
    'commit',
    'name',
    'run',
    'entityRef',
  );
  const chips = (
    [
      ['repository', t('reportsPage.repository')],
      ['branch', t('reportsPage.branch')],
      ['commit', t('reportsPage.commit')],
      ['name', t('reportsPage.report')],
      ['run', t('reportsPage.run')],
      ['entityRef', t('reportsPage.service')],
    ] as const
  ).flatMap(([param, label]) => {
    const value = filter[param];
    return value === undefined
      ? []
      : [{ param, label, options: [{ value, label: value }] }];
  });
  return (
    <PageShell
      title={t('reportsPage.tests')}
      titleHidden
      sentence={<Sentence>{t('reportsPage.whatRunsAndOtherCi')}</Sentence>}
    >
      <FilterChips
        views="test-reports"
        search={{
          param: 'repository',
          placeholder: t('reportsPage.repositoryShopCheckout'),
        }}
        filters={chips.filter(({ param }) => param !== 'repository')}
      />
      <ReportsTable filter={filter} repository={filter.repository} />
    </PageShell>
  );
}
