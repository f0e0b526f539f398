import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import {
  Duration,
  ErrorState,
  Loading,
  PageShell,
  SafeLink,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import type {
  TestReport,
  TestResultDetail,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { reportPath, reportsOfPath, reportsPath } from '../utils/links';
import { repositoryName, testState } from '../utils/reportState';
import { LoadedTest } from './TestDetail';
import { testReportsTranslationRef } from '../translation';

/** One test in one report, and the same test before. */
export function TestPage() {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { id = '', index = '' } = useParams();
  const api = useApi(testReportsApiRef);
  const { value, error, reload } = useLoad(`${id}/${index}`, async () => {
    const [report, test] = await Promise.all([
      api.report(id),
      api.test(id, Number(index)),
    ]);
    return { report, test };
  });
  const crumbs = [
    { label: t('testPage.tests'), to: reportsPath },
    {
      label: value?.report.name ?? t('testPage.report', { id }),
      to: reportPath(id),
    },
  ];
  if (!value) {
    return (
      <PageShell title={t('testPage.test')} crumbs={crumbs}>
        {error ? (
          <ErrorState
            error={error}
            title={t('testPage.loadFailed')}
            onRetry={reload}
          />
        ) : (
          <Loading what={t('testPage.theTest')} />
        )}
      </PageShell>
    );
  }
  const { report, test } = value;
  const repository = repositoryName(report);
  return (
    <PageShell
      title={test.name}
      crumbs={crumbs}
      facts={
        <>
          {placesOf(test).map(place => (
            <span key={place}>{place}</span>
          ))}
          {test.durationMs !== undefined && (
            <Duration milliseconds={test.durationMs} />
          )}
          {repository && (
            <SafeLink to={reportsOfPath({ repository })}>{repository}</SafeLink>
          )}
        </>
      }
      sentence={
        <Sentence state={test.flaky ? 'warned' : testState(test.status)}>
          {testSentence(t, report, test)}
        </Sentence>
      }
    >
      <Section>
        <LoadedTest test={test} />
      </Section>
    </PageShell>
  );
}

/** Suites, class and file, each said once: runners often repeat one of them. */
function placesOf(test: TestResultDetail): string[] {
  const file =
    test.file && test.line !== undefined
      ? `${test.file}:${test.line}`
      : test.file;
  const places = [test.suites.join(' › '), test.className, file].filter(
    (place): place is string => Boolean(place),
  );
  return places.filter(
    (place, at) =>
      !places.some((other, index) =>
        other === place ? index < at : other.startsWith(`${place}:`),
      ),
  );
}

function testSentence(
  t: TranslationFunction<typeof testReportsTranslationRef.T>,
  report: TestReport,
  test: TestResultDetail,
): string {
  const at = t('testPage.at', {
    commit: report.commit.slice(0, 7),
    branch: report.branch ? t('testPage.on', { branch: report.branch }) : '',
  });
  const since = report.comparison?.commit.slice(0, 7);
  if (test.flaky) {
    return t('testPage.flaky', { at });
  }
  return t('testPage.sentence', {
    status: t(`status.${test.status}`),
    at,
    news:
      test.change && since ? t(`testPage.news.${test.change}`, { since }) : '',
  });
}
