import { useEffect, useMemo } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { isFinalState, useLoad } from '@dop/plugin-devops-react';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import {
  TestReportsClient,
  type RunTestSummary,
} from '@dop/plugin-test-reports-common';

/** A report is asked for again this often while it is on its way. */
const againMs = 1500;
/** A run that ended longer ago has the reports that it will ever have. */
const settledMs = 60_000;

/**
 * What the tests of a run say. Reports arrive a little after the step that left
 * them; without any, or without that plugin, it says nothing.
 */
export function useRunTests(run: Run | undefined): RunTestSummary | undefined {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const reports = useMemo(
    () => new TestReportsClient({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
  const ended = run?.steps.filter(({ state }) => isFinalState(state)).length;
  const loaded = useLoad(`${run?.id} ${ended} ${run?.state}`, async () =>
    run ? reports.runSummary(run.id) : undefined,
  );
  const { value, loading, reload } = loaded;
  const finishedAt = run?.finishedAt;
  const over = Boolean(run && isTerminal(run.state));
  useEffect(() => {
    const settled =
      over &&
      Date.now() - Date.parse(finishedAt ?? '') > settledMs &&
      !value?.pending;
    const known = Boolean(value && !value.pending && value.reports.length > 0);
    // While it is under way, the end of each step asks anew.
    const due = over || value?.pending;
    if (loading || settled || known || !due) {
      return undefined;
    }
    const timer = setTimeout(reload, againMs);
    return () => clearTimeout(timer);
  }, [over, finishedAt, value, loading, reload]);
  return value;
}
