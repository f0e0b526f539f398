import type { ReportTotals, TestReport } from './types';

const count = (value: number) => value.toLocaleString('en-US');

/** `2 of 412 tests failed`, `All 412 tests passed`. */
export function totalsSentence(totals: ReportTotals): string {
  const failures = totals.failed + totals.errored;
  const tests = totals.tests === 1 ? 'test' : 'tests';
  const skipped =
    totals.skipped > 0 ? `, ${count(totals.skipped)} skipped` : '';
  if (totals.tests === 0) {
    return 'No tests';
  }
  if (failures > 0) {
    return `${count(failures)} of ${count(
      totals.tests,
    )} ${tests} failed${skipped}`;
  }
  if (totals.skipped === totals.tests) {
    return `All ${count(totals.tests)} ${tests} were skipped`;
  }
  return totals.skipped > 0
    ? `${count(totals.passed)} of ${count(
        totals.tests,
      )} ${tests} passed${skipped}`
    : `${
        totals.tests === 1 ? 'The only' : `All ${count(totals.tests)}`
      } ${tests} passed`;
}

/** Where a report stands, in words: `2 of 412 tests failed, both new since 3f2a1c4`. */
export function reportSentence(report: TestReport): string {
  switch (report.state) {
    case 'waiting':
      return 'This report waits to be read';
    case 'reading':
      return 'This report is being read now';
    case 'unreadable':
      return `Nothing could be read from this report${
        report.warnings[0] ? `: ${report.warnings[0].message}` : ''
      }`;
    default:
  }
  const parts = [totalsSentence(report.totals), comparisonPart(report)];
  if (report.state === 'incomplete') {
    parts.push('but reading stopped before the end');
  }
  return parts.filter(Boolean).join(', ');
}

function comparisonPart(report: TestReport): string | undefined {
  const { comparison, totals } = report;
  if (!comparison) {
    return undefined;
  }
  const since = comparison.commit.slice(0, 7);
  const failures = totals.failed + totals.errored;
  if (failures > 0) {
    if (comparison.newFailures === 0) {
      return `none of them new since ${since}`;
    }
    if (comparison.newFailures < failures) {
      return `${count(comparison.newFailures)} new since ${since}`;
    }
    if (failures === 1) {
      return `new since ${since}`;
    }
    return `${failures === 2 ? 'both' : 'all'} new since ${since}`;
  }
  return comparison.fixed > 0
    ? `${count(comparison.fixed)} fixed since ${since}`
    : undefined;
}

/** Totals of several reports as one. */
export function addTotals(all: ReportTotals[]): ReportTotals {
  const sum: ReportTotals = {
    tests: 0,
    passed: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 0,
  };
  for (const totals of all) {
    for (const name of Object.keys(sum) as (keyof ReportTotals)[]) {
      sum[name] += totals[name];
    }
  }
  return sum;
}
