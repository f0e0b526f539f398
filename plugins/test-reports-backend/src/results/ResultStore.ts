import type {
  FailureCause,
  ReportSuite,
  TestChange,
  TestHistoryEntry,
  TestResult,
  TestResultDetail,
  TestStatus,
} from '@dop/plugin-test-reports-common';
import type { ParsedSummary } from '../junit/parsed';
import type { ReadJob } from '../worker/messages';

export interface ResultFilter {
  search?: string;
  status?: TestStatus[];
  change?: TestChange;
  cause?: number;
  suite?: number;
}

/** A place in the list of a report's tests: failures first, then the others. */
export interface ResultCursor {
  failures: boolean;
  index: number;
}

export type StoredHistory = Pick<
  TestHistoryEntry,
  'index' | 'status' | 'flaky' | 'durationMs'
> & { reportId: number };

export interface ChangeCounts {
  newFailures: number;
  stillFailing: number;
  fixed: number;
}

/** The results of tests, millions of them. */
export interface ResultStore {
  /** Reads a file and stores what is in it, in place of what was stored before. */
  read(job: ReadJob): Promise<ParsedSummary>;
  /** Marks what changed since an earlier report. */
  compare(reportId: number, previousId: number): Promise<ChangeCounts>;
  tests(
    reportId: number,
    filter: ResultFilter,
    page: { after?: ResultCursor; limit: number },
  ): Promise<{ items: TestResult[]; next?: ResultCursor }>;
  suites(
    reportId: number,
    page: { after?: number; limit: number },
  ): Promise<{ items: ReportSuite[]; next?: number }>;
  causes(reportId: number): Promise<FailureCause[]>;
  test(
    reportId: number,
    index: number,
  ): Promise<Omit<TestResultDetail, 'history'> | undefined>;
  /** Results of a test in some reports, oldest first. */
  history(testId: string, reportIds: number[]): Promise<StoredHistory[]>;
  /** Removes all results of a report, bit by bit. */
  remove(reportId: number): Promise<void>;
  /** Forgets the tests of a repository that has no reports any more. */
  forget(repositoryId: string): Promise<void>;
  close(): Promise<void>;
}
