import type {
  FailureCause,
  Page,
  ReportSuite,
  RunTestSummary,
  TestChange,
  TestReport,
  TestResult,
  TestResultDetail,
  TestStatus,
} from './types';

export interface ReportFilter {
  /** Id, or `namespace/name`. */
  repository?: string;
  entityRef?: string;
  run?: string;
  commit?: string;
  branch?: string;
  name?: string;
  cursor?: string;
  /** 1 to 200, by default 50. */
  limit?: number;
}

export interface TestFilter {
  /** Text in the test's name, class, suites or file, whatever the case. */
  search?: string;
  status?: TestStatus[];
  change?: TestChange;
  cause?: number;
  /** Index of a suite of the report. */
  suite?: number;
  cursor?: string;
  /** 1 to 200, by default 50. */
  limit?: number;
}

/** What the pages and other plugins ask about test reports. */
export interface TestReportsApi {
  reports(filter: ReportFilter): Promise<Page<TestReport>>;
  report(id: string): Promise<TestReport>;
  tests(reportId: string, filter?: TestFilter): Promise<Page<TestResult>>;
  causes(reportId: string): Promise<{ items: FailureCause[] }>;
  suites(
    reportId: string,
    page?: { cursor?: string; limit?: number },
  ): Promise<Page<ReportSuite>>;
  test(reportId: string, index: number): Promise<TestResultDetail>;
  runSummary(runId: string): Promise<RunTestSummary>;
  /** The file as it was received. */
  file(reportId: string): Promise<Blob>;
  remove(reportId: string): Promise<void>;
}
