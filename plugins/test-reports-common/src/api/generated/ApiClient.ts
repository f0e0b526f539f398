// Made by "npm run api" from plugins/test-reports-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/test-reports. */
export class ApiClient {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  /** This document. */
  async getDocument(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['JsonObject']>> {
    return this.#send('GET', `/openapi.json`, {}, init);
  }

  /** Reports, the newest first. */
  async listReports(
    request: { query?: Query<'listReports'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['TestReportPage']>> {
    return this.#send('GET', `/reports`, { query: request.query }, init);
  }

  /** Send a JUnit file. */
  async uploadReport(
    request: { query?: Query<'uploadReport'>; body: BodyInit },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['TestReport']>> {
    return this.#send(
      'PUT',
      `/reports`,
      { query: request.query },
      {
        ...init,
        body: request.body,
        headers: { 'content-type': 'application/xml', ...init?.headers },
      },
    );
  }

  /** One report. */
  async getReport(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['TestReport']>> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** Remove a report; for owners. */
  async deleteReport(
    request: { id: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/reports/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** The file as it was received, served harmless. */
  async downloadFile(
    request: { id: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}/file`,
      {},
      init,
    );
  }

  /** Its tests, failures first. */
  async listTests(
    request: { id: string; query?: Query<'listTests'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['TestResultPage']>> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}/tests`,
      { query: request.query },
      init,
    );
  }

  /** One test with its failures, output and history. */
  async getTest(
    request: { id: string; index: number },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['TestResultDetail']>> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}/tests/${encodeURIComponent(
        request.index,
      )}`,
      {},
      init,
    );
  }

  /** Failures that say the same, as groups. */
  async listCauses(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['FailureCauseList']>> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}/causes`,
      {},
      init,
    );
  }

  /** Its suites. */
  async listSuites(
    request: { id: string; query?: Query<'listSuites'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ReportSuitePage']>> {
    return this.#send(
      'GET',
      `/reports/${encodeURIComponent(request.id)}/suites`,
      { query: request.query },
      init,
    );
  }

  /** All reports of a run and their sum. */
  async getRunSummary(
    request: { runId: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RunTestSummary']>> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.runId)}`,
      {},
      init,
    );
  }

  async #send(
    method: string,
    path: string,
    request: { query?: object; body?: unknown },
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('test-reports');
    const query = new URLSearchParams(
      Object.entries(request.query ?? {})
        .filter(([, value]) => value !== undefined && value !== '')
        .flatMap(([name, value]) =>
          [value].flat().map(one => [name, String(one)]),
        ),
    ).toString();
    const { body } = request;
    // The browser's own wants no other "this".
    const fetchNow = this.#fetch;
    return fetchNow(`${baseUrl}${path}${query && `?${query}`}`, {
      ...init,
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json', ...init.headers },
        body: JSON.stringify(body),
      }),
    });
  }
}
