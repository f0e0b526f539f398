import type {
  ReportTotals,
  ReportWarning,
  TestStatus,
} from '@dop/plugin-test-reports-common';

/** One result as it was read, ready to be stored. */
export interface ParsedTest {
  index: number;
  /** 16 bytes. */
  key: Uint8Array;
  suite: SuiteName;
  name: string;
  className?: string;
  file?: string;
  status: TestStatus;
  flaky: boolean;
  durationMs?: number;
  cause?: number;
  message?: string;
  /** JSON of a `StoredDetail`; absent if there is nothing to tell. */
  detail?: string;
}

export interface SuiteName {
  /** In the report, counted from 0. */
  index: number;
  /** 16 bytes. */
  key: Uint8Array;
  path: string[];
}

export interface ParsedSuite {
  suite: SuiteName;
  firstTest: number;
  lastTest: number;
  totals: ReportTotals;
  durationMs: number;
  output?: string;
}

export interface ParsedCause {
  cause: number;
  title: string;
  tests: number;
}

/** What is known of a report once it is read. */
export interface ParsedSummary {
  state: 'complete' | 'incomplete' | 'unreadable';
  totals: ReportTotals;
  durationMs: number;
  warnings: ReportWarning[];
  warningsLeftOut: number;
  suites: ParsedSuite[];
  causes: ParsedCause[];
}

export function noTotals(): ReportTotals {
  return { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0 };
}
