import { ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import type {
  Delivery,
  LintRequest,
  LintResponse,
  LintSurroundings,
  LintSurroundingsRequest,
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
import type { PutSecretRequest, Secret } from './secrets';
import type { Approval, DecideRequest, RerunRequest } from './acts';
import { ApiClient, type TypedResponse } from './generated/ApiClient';
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
  readonly #api: ApiClient;
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };

  private constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#api = new ApiClient(options);
    this.#discovery = options.discoveryApi;
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
    return answerOf(this.#api.listWorkflows({ query: filter }));
  }

  /** @throws ResponseError with status 404 */
  async workflow(id: string): Promise<Workflow> {
    return answerOf(this.#api.getWorkflow({ id }));
  }

  /** Starts a run by hand. */
  async start(workflowId: string, request: StartRunRequest = {}): Promise<Run> {
    return answerOf(this.#api.startRun({ id: workflowId, body: request }));
  }

  async runs(filter: RunFilter & PageRequest = {}): Promise<Page<RunSummary>> {
    return answerOf(this.#api.listRuns({ query: filter }));
  }

  async run(id: string): Promise<Run> {
    return answerOf(this.#api.getRun({ id }));
  }

  /** Events after a sequence number, at most `limit` (default 200, at most 1000). */
  async events(
    runId: string,
    options: { after?: number; limit?: number } = {},
  ): Promise<{ items: RunEvent[] }> {
    return answerOf(this.#api.listRunEvents({ id: runId, query: options }));
  }

  /** A second cancel also stops the steps that always run. */
  async cancel(runId: string): Promise<Run> {
    return answerOf(this.#api.cancelRun({ id: runId }));
  }

  /** A new run of the same definition, whole or in part. */
  async rerun(runId: string, request: RerunRequest = {}): Promise<Run> {
    return answerOf(this.#api.rerunRun({ id: runId, body: request }));
  }

  /** Live attempts end, and nothing new begins. */
  async pause(runId: string): Promise<Run> {
    return answerOf(this.#api.pauseRun({ id: runId }));
  }

  async resume(runId: string): Promise<Run> {
    return answerOf(this.#api.resumeRun({ id: runId }));
  }

  /** Approvals that nobody decided yet, the newest run first. */
  async approvals(
    filter: PageRequest & {
      mine?: boolean;
      runId?: string;
      repositoryId?: string;
    } = {},
  ): Promise<Page<Approval>> {
    return answerOf(this.#api.listApprovals({ query: filter }));
  }

  /** @throws ResponseError with status 409 where somebody was quicker */
  async decide(
    runId: string,
    instanceKey: string,
    request: DecideRequest,
  ): Promise<Run> {
    return answerOf(
      this.#api.decideApproval({ id: runId, instanceKey, body: request }),
    );
  }

  /** Whether new runs of a workflow begin; live ones go on. */
  async drain(workflowId: string, on: boolean): Promise<Workflow> {
    return answerOf(this.#api.drainWorkflow({ id: workflowId, body: { on } }));
  }

  /** Those of the groups that the caller owns, or of one of them. */
  async secrets(
    filter: PageRequest & { namespace?: string } = {},
  ): Promise<Page<Secret>> {
    return answerOf(this.#api.listSecrets({ query: filter }));
  }

  /** Makes a secret or changes it. @param secret - `namespace/name` */
  async putSecret(secret: string, request: PutSecretRequest): Promise<Secret> {
    const [namespace, name] = secret.split('/');
    return answerOf(this.#api.putSecret({ namespace, name, body: request }));
  }

  /** @param secret - `namespace/name` */
  async deleteSecret(secret: string): Promise<void> {
    const [namespace, name] = secret.split('/');
    const response = await this.#api.deleteSecret({ namespace, name });
    if (!response.ok) {
      throw await failureOf(response);
    }
  }

  /** @param options.limit - bytes, at most 1 MiB, by default 256 KiB */
  async log(
    runId: string,
    instanceKey: string,
    attempt: number,
    options: { offset?: number; limit?: number } = {},
  ): Promise<LogChunk> {
    return answerOf(
      this.#api.readLog({ id: runId, instanceKey, attempt, query: options }),
    );
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

  /** All that the steps of a run left, read page by page. */
  async artifacts(runId: string): Promise<{ items: RunArtifact[] }> {
    const items: RunArtifact[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.artifactsPage(runId, { cursor, limit: 200 });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return { items };
  }

  async artifactsPage(
    runId: string,
    query: PageRequest = {},
  ): Promise<Page<RunArtifact>> {
    return answerOf(this.#api.listArtifacts({ id: runId, query }));
  }

  async artifactUrl(digest: string): Promise<string> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
    return `${baseUrl}/artifacts/${encodeURIComponent(digest)}`;
  }

  async deliveries(
    filter: PageRequest & {
      repositoryId?: string;
      type?: 'push' | 'pullRequest' | 'event';
    } = {},
  ): Promise<Page<Delivery>> {
    return answerOf(this.#api.listDeliveries({ query: filter }));
  }

  /** Findings of the newest commit of each branch. */
  async findings(
    filter: PageRequest & { repositoryId?: string; workflowId?: string } = {},
  ): Promise<Page<WorkflowFinding>> {
    return answerOf(this.#api.listFindings({ query: filter }));
  }

  async lint(request: LintRequest): Promise<LintResponse> {
    return answerOf(this.#api.lint({ body: request }));
  }

  /** What `lint` would check a file against, to check it without asking. */
  async lintSurroundings(
    request: LintSurroundingsRequest,
  ): Promise<LintSurroundings> {
    return answerOf(this.#api.lintSurroundings({ body: request }));
  }

  /**
   * Watches several things over one connection until `signal` aborts or the
   * connection ends. The caller connects again from the places it reached.
   */
  async *stream(
    watches: Watch[],
    signal: AbortSignal,
    reader?: string,
  ): AsyncGenerator<StreamMessage, void> {
    const response = await this.#api.stream(
      { query: { watch: watches.map(formatWatch), reader } },
      { headers: { accept: 'text/event-stream' }, signal },
    );
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
}

/** What was answered, or the error. */
async function answerOf<T>(asked: Promise<TypedResponse<T>>): Promise<T> {
  const response = await asked;
  if (!response.ok) {
    throw await failureOf(response);
  }
  return response.json();
}

/** The error of an answer, with the sentence that the portal gave for it. */
async function failureOf(
  response: Omit<Response, 'json'>,
): Promise<ResponseError> {
  const error = await ResponseError.fromResponse(response);
  const sentence = error.body.error?.message;
  if (sentence) {
    error.message = sentence;
  }
  return error;
}
