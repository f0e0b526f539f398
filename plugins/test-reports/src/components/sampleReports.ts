import type { TestReport } from '@dop/plugin-test-reports-common';

/** What the list shows as an example while there is none. */
export function sampleReports(): TestReport[] {
  const now = Date.now();
  const sample = (number: number, failed: number, minutesAgo: number) => {
    const time = new Date(now - minutesAgo * 60_000).toISOString();
    return {
      id: `sample-${number}`,
      repository: { id: '', namespace: 'shop', name: 'checkout' },
      name: 'test',
      state: 'complete',
      evidence: 'proved',
      run: {
        id: '',
        number,
        workflowId: '',
        stepId: 'test',
        instanceKey: 'test',
        attempt: 1,
      },
      superseded: false,
      commit: `${number}f2a1c4`.padEnd(40, '0'),
      ref: 'refs/heads/main',
      branch: 'main',
      protectedRef: true,
      services: [],
      totals: {
        tests: 412,
        passed: 412 - failed,
        failed,
        errored: 0,
        skipped: 0,
        flaky: 0,
      },
      durationMs: 72_000,
      warnings: [],
      warningsLeftOut: 0,
      time,
      receivedAt: time,
    } satisfies TestReport;
  };
  return [sample(13, 0, 12), sample(12, 2, 47)];
}
