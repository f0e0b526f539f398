import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import {
  Duration,
  ErrorState,
  Loading,
  PageShell,
  RelativeTime,
  SafeLink,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import {
  reportSentence,
  type TestReport,
  type TestReportsApi,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { reportPath, reportsPath, runPath } from '../utils/links';
import { isPending, reportState, repositoryName } from '../utils/reportState';
import { AllTests } from './AllTests';
import { FailureGroups } from './FailureGroups';
import { Provenance } from './Provenance';
import { TotalsBar } from './TotalsBar';
import { Warnings } from './Warnings';
import { testReportsTranslationRef } from '../translation';

const pollMs = 1_500;

/** One report: where it stands, what failed and why, all tests. */
export function ReportPage() {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { id = '' } = useParams();
  const api = useApi(testReportsApiRef);
  const { value: report, error, reload } = useLoad(id, () => api.report(id));
  const pending = report && isPending(report);
  useEffect(() => {
    if (!pending) {
      return undefined;
    }
    const timer = setInterval(reload, pollMs);
    return () => clearInterval(timer);
  }, [pending, reload]);
  if (!report) {
    return (
      <PageShell
        title={t('reportPage.testReport', { id })}
        crumbs={[{ label: t('reportPage.tests'), to: reportsPath }]}
      >
        {error ? (
          <ErrorState
            error={error}
            title={t('reportPage.loadFailed')}
            onRetry={reload}
          />
        ) : (
          <Loading what={t('reportPage.theReport')} />
        )}
      </PageShell>
    );
  }
  const failures = report.totals.failed + report.totals.errored;
  return (
    <PageShell
      title={[repositoryName(report), report.name].filter(Boolean).join(' · ')}
      crumbs={[{ label: t('reportPage.tests'), to: reportsPath }]}
      facts={<Facts report={report} />}
      actions={<Actions report={report} api={api} />}
      sentence={
        <Sentence state={reportState(report)}>
          {reportSentence(report)}.
          {report.comparison && (
            <>
              {' '}
              <SafeLink to={reportPath(report.comparison.reportId)}>
                {t('reportPage.openEarlier')}
              </SafeLink>
            </>
          )}
        </Sentence>
      }
    >
      <Warnings report={report} />
      {report.totals.tests > 0 && (
        <Section>
          <TotalsBar totals={report.totals} />
        </Section>
      )}
      {failures > 0 && <FailureGroups report={report} />}
      {report.totals.tests > 0 && <AllTests report={report} />}
      <Section title={t('reportPage.provenance')} panel>
        <Provenance report={report} />
      </Section>
    </PageShell>
  );
}

function Facts({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { run } = report;
  return (
    <>
      {run && (
        <SafeLink to={runPath(run.id, run.instanceKey)}>
          {t('reportPage.attempt', {
            workflow: run.workflowName ?? t('reportPage.run'),
            number: String(run.number),
            attempt: String(run.attempt),
          })}
        </SafeLink>
      )}
      {report.superseded && <span>{t('reportPage.superseded')}</span>}
      <span>
        <Duration milliseconds={report.durationMs} />
      </span>
      <RelativeTime time={report.time} />
    </>
  );
}

function Actions(props: { report: TestReport; api: TestReportsApi }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { report, api } = props;
  const [problem, setProblem] = useState<unknown>();
  const download = async () => {
    try {
      const address = URL.createObjectURL(await api.file(report.id));
      const link = document.createElement('a');
      link.href = address;
      link.download = `report-${report.id}.xml`;
      link.click();
      // The browser has to have begun before the address may go.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      {report.file && (
        <Button variant="outlined" size="small" onClick={download}>
          {t('reportPage.downloadFile')}
        </Button>
      )}
      {problem !== undefined && (
        <ErrorState error={problem} title={t('reportPage.downloadFailed')} />
      )}
    </>
  );
}
