import type { TestReport, TestStatus } from '@dop/plugin-test-reports-common';

/** The state whose look a report has. */
export function reportState(report: TestReport): string {
  const { state, totals } = report;
  if (state === 'waiting') {
    return 'queued';
  }
  if (state === 'reading') {
    return 'running';
  }
  if (totals.failed + totals.errored > 0) {
    return 'failed';
  }
  return state === 'complete' ? 'succeeded' : 'warned';
}

/** The state whose look a result has. */
export function testState(status: TestStatus): string {
  return {
    passed: 'succeeded',
    failed: 'failed',
    errored: 'failed',
    skipped: 'skipped',
  }[status];
}

export function isPending({ state }: TestReport): boolean {
  return state === 'waiting' || state === 'reading';
}

/** `shop/cart`, if the portal still knows its name. */
export function repositoryName({ repository }: TestReport): string | undefined {
  return repository.name
    ? `${repository.namespace}/${repository.name}`
    : undefined;
}
