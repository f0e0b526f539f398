import { ResponseError } from '@backstage/errors';
import { ApiClient, type TypedResponse } from './api/generated/ApiClient';
import type {
  ReportFilter,
  TestFilter,
  TestReportsApi,
} from './TestReportsApi';
import type {
  FailureCause,
  Page,
  ReportSuite,
  RunTestSummary,
  TestReport,
  TestResult,
  TestResultDetail,
} from './types';

/** The API of test reports over HTTP, in the browser and in other plugins. */
export class TestReportsClient implements TestReportsApi {
  readonly #api: ApiClient;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#api = new ApiClient(options);
  }

  async reports(filter: ReportFilter): Promise<Page<TestReport>> {
    return answerOf(this.#api.listReports({ query: filter }));
  }

  async report(id: string): Promise<TestReport> {
    return answerOf(this.#api.getReport({ id }));
  }

  async tests(
    reportId: string,
    { status, ...filter }: TestFilter = {},
  ): Promise<Page<TestResult>> {
    const query = { ...filter, status: status?.join() };
    return answerOf(this.#api.listTests({ id: reportId, query }));
  }

  async causes(reportId: string): Promise<{ items: FailureCause[] }> {
    return answerOf(this.#api.listCauses({ id: reportId }));
  }

  async suites(
    reportId: string,
    page: { cursor?: string; limit?: number } = {},
  ): Promise<Page<ReportSuite>> {
    return answerOf(this.#api.listSuites({ id: reportId, query: page }));
  }

  async test(reportId: string, index: number): Promise<TestResultDetail> {
    return answerOf(this.#api.getTest({ id: reportId, index }));
  }

  async runSummary(runId: string): Promise<RunTestSummary> {
    return answerOf(this.#api.getRunSummary({ runId }));
  }

  async file(reportId: string): Promise<Blob> {
    return (await succeeded(this.#api.downloadFile({ id: reportId }))).blob();
  }

  async remove(reportId: string): Promise<void> {
    await succeeded(this.#api.deleteReport({ id: reportId }));
  }
}

async function answerOf<T>(asked: Promise<TypedResponse<T>>): Promise<T> {
  return (await succeeded(asked)).json();
}

/** @throws ResponseError for every status that is none of success */
async function succeeded<T extends Omit<Response, 'json'>>(
  asked: Promise<T>,
): Promise<T> {
  const response = await asked;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response;
}
