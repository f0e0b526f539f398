import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FilterChips,
  PageShell,
  RelativeTime,
  SafeLink,
  Sentence,
  useFilters,
} from '@dop/plugin-devops-react';
import {
  totalsSentence,
  type TestReport,
} from '@dop/plugin-test-reports-common';
import { reportPath } from '../utils/links';
import { isPending, reportState, repositoryName } from '../utils/reportState';
import { ReportsTable, useReports } from './ReportsTable';
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
  const pages = useReports(filter);
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
      sentence={<NewestReport report={pages.rows[0]} />}
    >
      <FilterChips
        views="test-reports"
        search={{
          param: 'repository',
          placeholder: t('reportsPage.repositoryShopCheckout'),
        }}
        filters={chips.filter(({ param }) => param !== 'repository')}
      />
      <ReportsTable pages={pages} repository={filter.repository} />
    </PageShell>
  );
}

/** How the newest of them went; what the page is for while there is none. */
function NewestReport({ report }: { report: TestReport | undefined }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  return report && !isPending(report) ? (
    <Sentence state={reportState(report)}>
      {t('reportsPage.newest', {
        totals: (
          <SafeLink to={reportPath(report.id)}>
            {totalsSentence(report.totals)}
          </SafeLink>
        ),
        repository: repositoryName(report) ?? t('reportsPage.aRepository'),
        time: <RelativeTime time={report.time} />,
      })}
    </Sentence>
  ) : (
    <Sentence>{t('reportsPage.introduction')}</Sentence>
  );
}
