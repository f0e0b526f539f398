import { ResponseError } from '@backstage/errors';
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

type Query = Record<string, string | number | readonly string[] | undefined>;

/** The API of test reports over HTTP, in the browser and in other plugins. */
export class TestReportsClient implements TestReportsApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async reports(filter: ReportFilter): Promise<Page<TestReport>> {
    return this.#json('/reports', { ...filter });
  }

  async report(id: string): Promise<TestReport> {
    return this.#json(`/reports/${encodeURIComponent(id)}`);
  }

  async tests(
    reportId: string,
    filter: TestFilter = {},
  ): Promise<Page<TestResult>> {
    return this.#json(`/reports/${encodeURIComponent(reportId)}/tests`, {
      ...filter,
    });
  }

  async causes(reportId: string): Promise<{ items: FailureCause[] }> {
    return this.#json(`/reports/${encodeURIComponent(reportId)}/causes`);
  }

  async suites(
    reportId: string,
    page: { cursor?: string; limit?: number } = {},
  ): Promise<Page<ReportSuite>> {
    return this.#json(`/reports/${encodeURIComponent(reportId)}/suites`, page);
  }

  async test(reportId: string, index: number): Promise<TestResultDetail> {
    return this.#json(
      `/reports/${encodeURIComponent(reportId)}/tests/${index}`,
    );
  }

  async runSummary(runId: string): Promise<RunTestSummary> {
    return this.#json(`/runs/${encodeURIComponent(runId)}`);
  }

  async file(reportId: string): Promise<Blob> {
    const response = await this.#request(
      `/reports/${encodeURIComponent(reportId)}/file`,
    );
    return response.blob();
  }

  async remove(reportId: string): Promise<void> {
    await this.#request(
      `/reports/${encodeURIComponent(reportId)}`,
      {},
      'DELETE',
    );
  }

  async #json<T>(path: string, query: Query = {}): Promise<T> {
    const response = await this.#request(path, query);
    return (await response.json()) as T;
  }

  async #request(
    path: string,
    query: Query = {},
    method = 'GET',
  ): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('test-reports');
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        parameters.set(
          name,
          typeof value === 'object' ? value.join(',') : String(value),
        );
      }
    }
    const search = parameters.toString();
    const response = await this.#fetchApi.fetch(
      `${baseUrl}${path}${search ? `?${search}` : ''}`,
      { method },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
