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
import { repositoryName, statusWords, testState } from '../utils/reportState';
import { LoadedTest } from './TestDetail';

/** One test in one report, and the same test before. */
export function TestPage() {
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
    { label: 'Tests', to: reportsPath },
    { label: value?.report.name ?? `Report ${id}`, to: reportPath(id) },
  ];
  if (!value) {
    return (
      <PageShell title="Test" crumbs={crumbs}>
        {error ? (
          <ErrorState
            error={error}
            title="The test could not be loaded"
            onRetry={reload}
          />
        ) : (
          <Loading what="the test" />
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
          {testSentence(report, test)}
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

function testSentence(report: TestReport, test: TestResultDetail): string {
  const at = `at ${report.commit.slice(0, 7)}${
    report.branch ? ` on ${report.branch}` : ''
  }`;
  const since = report.comparison?.commit.slice(0, 7);
  if (test.flaky) {
    return `Passed ${at}, but only when tried again.`;
  }
  const news = {
    newFailure: `, new since ${since}`,
    stillFailing: `, as it did at ${since}`,
    fixed: `, fixed since ${since}`,
  };
  return `${statusWords[test.status]} ${at}${
    test.change && since ? news[test.change] : ''
  }.`;
}
