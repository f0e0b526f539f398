/**
 * How far a report is read.
 *
 * - `waiting`: stored, not read yet
 * - `reading`: being read now
 * - `complete`: read to its end
 * - `incomplete`: reading stopped early; what came before is kept
 * - `unreadable`: nothing in it could be read as test results
 */
export type ReportState =
  | 'waiting'
  | 'reading'
  | 'complete'
  | 'incomplete'
  | 'unreadable';

/**
 * How a report is known to come from where it says.
 *
 * - `proved`: an isolated attempt of a run made it
 * - `notIsolated`: an attempt made it that shares the portal's user
 * - `claimed`: a person or an outside system says so
 */
export type Evidence = 'proved' | 'notIsolated' | 'claimed';

export type TestStatus = 'failed' | 'errored' | 'skipped' | 'passed';

/** Against the report before it: `newFailure`, `stillFailing` or `fixed`. */
export type TestChange = 'newFailure' | 'stillFailing' | 'fixed';

export interface ReportTotals {
  tests: number;
  passed: number;
  failed: number;
  errored: number;
  skipped: number;
  /** Passed, but only after failing at first. Also counted in `passed`. */
  flaky: number;
}

export interface ReportWarning {
  message: string;
  /** Counted from 1. */
  line?: number;
  column?: number;
}

/** The attempt that made a report. */
export interface ReportRun {
  id: string;
  number: number;
  workflowId: string;
  workflowName?: string;
  stepId: string;
  instanceKey: string;
  attempt: number;
  /** Outcome of the attempt, where it is known. */
  outcome?: string;
}

/** What changed since the report before it in the same history. */
export interface ReportComparison {
  reportId: string;
  commit: string;
  branch?: string;
  newFailures: number;
  stillFailing: number;
  fixed: number;
}

export interface TestReport {
  id: string;
  repository: { id: string; namespace?: string; name?: string };
  /** Step id, or the name that an upload gave. Reports of one name make a history. */
  name: string;
  state: ReportState;
  evidence: Evidence;
  run?: ReportRun;
  /** True if a later attempt of the same step left a report too. */
  superseded: boolean;
  commit: string;
  /** Full ref, `refs/heads/main`. */
  ref: string;
  branch?: string;
  protectedRef: boolean;
  /** Entity refs of the services that it is about. */
  services: string[];
  /** Entity ref of the person who sent it. */
  uploadedBy?: string;
  file?: { digest: string; size: number; mediaType: string };
  totals: ReportTotals;
  /** Sum over all tests. */
  durationMs: number;
  warnings: ReportWarning[];
  /** More warnings than are kept. */
  warningsLeftOut: number;
  comparison?: ReportComparison;
  /** ISO 8601, UTC: when the tests ran, as far as known. */
  time: string;
  /** ISO 8601, UTC: when the portal received it. */
  receivedAt: string;
}

/** One result of one test, as lists show it. */
export interface TestResult {
  /** Position in the report, counted from 0. */
  index: number;
  /** Identity of the test in its repository, the same in every report. */
  testId: string;
  /** Names of the suites around it, outermost first. */
  suites: string[];
  className?: string;
  name: string;
  file?: string;
  status: TestStatus;
  flaky: boolean;
  change?: TestChange;
  durationMs?: number;
  /** First line of the failure, or why it was skipped. */
  message?: string;
  /** Failures with one cause share it. */
  cause?: number;
}

/** One failure of a test; a test may have several. */
export interface TestFailure {
  kind:
    | 'failure'
    | 'error'
    | 'rerunFailure'
    | 'rerunError'
    | 'flakyFailure'
    | 'flakyError';
  message?: string;
  type?: string;
  trace?: string;
}

export interface TestHistoryEntry {
  reportId: string;
  index: number;
  commit: string;
  branch?: string;
  runNumber?: number;
  attempt?: number;
  status: TestStatus;
  flaky: boolean;
  durationMs?: number;
  time: string;
}

export interface TestResultDetail extends TestResult {
  failures: TestFailure[];
  skippedReason?: string;
  output?: string;
  errorOutput?: string;
  properties: { name: string; value: string }[];
  line?: number;
  /** The same test in this report's history, oldest first, this one last. */
  history: TestHistoryEntry[];
}

/** Failures that say the same. */
export interface FailureCause {
  cause: number;
  title: string;
  tests: number;
  /** How many of them did not fail in the report before. */
  newFailures: number;
}

/** One group of tests of a report: a suite. */
export interface ReportSuite {
  index: number;
  path: string[];
  totals: ReportTotals;
  durationMs: number;
  output?: string;
}

export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  nextCursor?: string;
}

/** Totals of one run over all its reports that no later attempt superseded. */
export interface RunTestSummary {
  runId: string;
  totals: ReportTotals;
  durationMs: number;
  newFailures: number;
  fixed: number;
  /** Reports of the run, newest first, superseded ones too. */
  reports: TestReport[];
  /** True while a report is waiting or being read. */
  pending: boolean;
}
