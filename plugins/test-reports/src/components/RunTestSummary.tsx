import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { SafeLink, StateIcon, useLoad } from '@dop/plugin-devops-react';
import {
  totalsSentence,
  type RunTestSummary as Summary,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { reportPath, reportsOfPath } from '../utils/links';
import { TotalsBar } from './TotalsBar';
import { testReportsTranslationRef } from '../translation';

/** Tests of one run, in words and as a bar; nothing if it left no report. */
export function RunTestSummary(props: {
  runId: string;
  /** Changes when there may be news, for instance the run's state. */
  version?: string;
}) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { runId, version } = props;
  const { value } = useRunTestSummary(runId, version);
  if (!value || value.reports.length === 0) {
    return null;
  }
  const counted = value.reports.filter(({ superseded }) => !superseded);
  const target =
    counted.length === 1
      ? reportPath(counted[0].id)
      : reportsOfPath({ run: runId });
  const failures = value.totals.failed + value.totals.errored;
  return (
    <div>
      <StateIcon
        state={
          (value.pending && 'running') ||
          (failures > 0 ? 'failed' : 'succeeded')
        }
      />{' '}
      <SafeLink to={target}>
        {value.pending
          ? t('runTestSummary.reading')
          : totalsSentence(value.totals)}
        {value.newFailures > 0 &&
          t('runTestSummary.new', { newFailures: String(value.newFailures) })}
      </SafeLink>
      <TotalsBar totals={value.totals} compact />
    </div>
  );
}

/** The same as data. */
export function useRunTestSummary(runId: string, version = '') {
  const api = useApi(testReportsApiRef);
  return useLoad<Summary>(`${runId} ${version}`, () => api.runSummary(runId));
}
