import { ResponseError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Page } from '@dop/plugin-access-common';
import type {
  Delivery,
  LintRequest,
  LintResponse,
  LogChunk,
  Run,
  RunArtifact,
  RunEvent,
  RunFilter,
  RunSummary,
  StartRunRequest,
  StreamMessage,
  Watch,
  Workflow,
  WorkflowFinding,
} from './types';
import { readStream } from './readStream';
import { formatWatch } from './watch';

/** A place in a list and how much of it: at most 200, by default 50. */
export interface PageRequest {
  cursor?: string;
  limit?: number;
}

/**
 * The API of pipelines, typed. Works in the browser with Backstage's
 * `discoveryApi` and `fetchApi`, and elsewhere with anything of that shape.
 */
export class PipelinesClient {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  private constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  static create(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }): PipelinesClient {
    return new PipelinesClient(options);
  }

  async workflows(
    filter: PageRequest & {
      repositoryId?: string;
      entityRef?: string;
      search?: string;
    } = {},
  ): Promise<Page<Workflow>> {
    return this.#get('/workflows', filter);
  }

  /** @throws ResponseError with status 404 */
  async workflow(id: string): Promise<Workflow> {
    return this.#get(`/workflows/${encodeURIComponent(id)}`);
  }

  /** Starts a run by hand. */
  async start(workflowId: string, request: StartRunRequest = {}): Promise<Run> {
    return this.#post(
      `/workflows/${encodeURIComponent(workflowId)}/runs`,
      request,
    );
  }

  async runs(filter: RunFilter & PageRequest = {}): Promise<Page<RunSummary>> {
    return this.#get('/runs', filter);
  }

  async run(id: string): Promise<Run> {
    return this.#get(`/runs/${encodeURIComponent(id)}`);
  }

  /** Events after a sequence number, at most `limit` (default 200, at most 1000). */
  async events(
    runId: string,
    options: { after?: number; limit?: number } = {},
  ): Promise<{ items: RunEvent[] }> {
    return this.#get(`/runs/${encodeURIComponent(runId)}/events`, options);
  }

  /** A second cancel also stops the steps that always run. */
  async cancel(runId: string): Promise<Run> {
    return this.#post(`/runs/${encodeURIComponent(runId)}/cancel`, {});
  }

  /**
   * A new run of the same definition.
   *
   * @param options.inputs - by default those of the old run
   */
  async rerun(
    runId: string,
    options: { inputs?: JsonObject } = {},
  ): Promise<Run> {
    return this.#post(`/runs/${encodeURIComponent(runId)}/rerun`, options);
  }

  /** @param options.limit - bytes, at most 1 MiB, by default 256 KiB */
  async log(
    runId: string,
    instanceKey: string,
    attempt: number,
    options: { offset?: number; limit?: number } = {},
  ): Promise<LogChunk> {
    return this.#get(`${this.#attempt(runId, instanceKey, attempt)}/log`, {
      ...options,
    });
  }

  /** Where the whole log can be downloaded as text. */
  async logUrl(
    runId: string,
    instanceKey: string,
    attempt: number,
  ): Promise<string> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
    return `${baseUrl}${this.#attempt(runId, instanceKey, attempt)}/log.txt`;
  }

  async artifacts(runId: string): Promise<{ items: RunArtifact[] }> {
    return this.#get(`/runs/${encodeURIComponent(runId)}/artifacts`);
  }

  async artifactUrl(digest: string): Promise<string> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
    return `${baseUrl}/artifacts/${encodeURIComponent(digest)}`;
  }

  async deliveries(
    filter: PageRequest & { repositoryId?: string } = {},
  ): Promise<Page<Delivery>> {
    return this.#get('/deliveries', filter);
  }

  /** Findings of the newest commit of each branch. */
  async findings(
    filter: PageRequest & { repositoryId?: string; workflowId?: string } = {},
  ): Promise<Page<WorkflowFinding>> {
    return this.#get('/findings', filter);
  }

  async lint(request: LintRequest): Promise<LintResponse> {
    return this.#post('/lint', request);
  }

  /**
   * Watches several things over one connection until `signal` aborts or the
   * connection ends. The caller connects again from the places it reached.
   *
   * @param reader - `<name>.<turn>` of a reader that has one stream at a time: a
   * later turn takes the place of the one before
   */
  async *stream(
    watches: Watch[],
    signal: AbortSignal,
    reader?: string,
  ): AsyncGenerator<StreamMessage, void> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
    const query = new URLSearchParams(
      watches.map(watch => ['watch', formatWatch(watch)]),
    );
    if (reader !== undefined) {
      query.set('reader', reader);
    }
    const response = await this.#fetch(`${baseUrl}/stream?${query}`, {
      headers: { accept: 'text/event-stream' },
      signal,
    });
    if (!response.ok || !response.body) {
      throw await failureOf(response);
    }
    yield* readStream(response.body);
  }

  #attempt(runId: string, instanceKey: string, attempt: number): string {
    return `/runs/${encodeURIComponent(runId)}/steps/${encodeURIComponent(
      instanceKey,
    )}/attempts/${attempt}`;
  }

  async #get<T>(path: string, query: object = {}): Promise<T> {
    const parameters = new URLSearchParams(
      Object.entries(query)
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([key, value]) => [key, String(value)]),
    ).toString();
    return this.#send(parameters ? `${path}?${parameters}` : path, {});
  }

  async #post<T>(path: string, body: unknown): Promise<T> {
    return this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #send<T>(path: string, init: RequestInit): Promise<T> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
    const response = await this.#fetch(`${baseUrl}${path}`, init);
    if (!response.ok) {
      throw await failureOf(response);
    }
    return response.json();
  }
}

/** The error of an answer, with the sentence that the portal gave for it. */
async function failureOf(response: Response): Promise<ResponseError> {
  const error = await ResponseError.fromResponse(response);
  const sentence = error.body.error?.message;
  if (sentence) {
    error.message = sentence;
  }
  return error;
}
