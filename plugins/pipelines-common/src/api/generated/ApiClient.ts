// Made by "npm run api" from plugins/pipelines-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/pipelines. */
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

  /** JSON Schema of a workflow file, for editors. */
  async getWorkflowSchema(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['JsonObject']>> {
    return this.#send('GET', `/schemas/workflow.json`, {}, init);
  }

  /** Workflows, in the order of their ids. */
  async listWorkflows(
    request: { query?: Query<'listWorkflows'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['WorkflowPage']>> {
    return this.#send('GET', `/workflows`, { query: request.query }, init);
  }

  /** One workflow. */
  async getWorkflow(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Workflow']>> {
    return this.#send(
      'GET',
      `/workflows/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** Start a run by hand. */
  async startRun(
    request: { id: string; body?: Schemas['StartRunRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/workflows/${encodeURIComponent(request.id)}/runs`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Let no new runs of a workflow begin, or let them begin again. */
  async drainWorkflow(
    request: { id: string; body: Schemas['DrainRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Workflow']>> {
    return this.#send(
      'POST',
      `/workflows/${encodeURIComponent(request.id)}/drain`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Secrets of the groups that the caller owns, by name. */
  async listSecrets(
    request: { query?: Query<'listSecrets'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['SecretPage']>> {
    return this.#send('GET', `/secrets`, { query: request.query }, init);
  }

  /** Make a secret, or change it. */
  async putSecret(
    request: {
      namespace: string;
      name: string;
      body: Schemas['PutSecretRequest'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Secret']>> {
    return this.#send(
      'PUT',
      `/secrets/${encodeURIComponent(request.namespace)}/${encodeURIComponent(
        request.name,
      )}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Delete a secret. */
  async deleteSecret(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/secrets/${encodeURIComponent(request.namespace)}/${encodeURIComponent(
        request.name,
      )}`,
      {},
      init,
    );
  }

  /** Approvals that nobody decided yet, the newest run first. */
  async listApprovals(
    request: { query?: Query<'listApprovals'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ApprovalPage']>> {
    return this.#send('GET', `/approvals`, { query: request.query }, init);
  }

  /** Findings of the newest commit of each branch. */
  async listFindings(
    request: { query?: Query<'listFindings'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['WorkflowFindingPage']>> {
    return this.#send('GET', `/findings`, { query: request.query }, init);
  }

  /** Events that arrived and may trigger runs, the newest first. */
  async listDeliveries(
    request: { query?: Query<'listDeliveries'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['DeliveryPage']>> {
    return this.#send('GET', `/deliveries`, { query: request.query }, init);
  }

  /** Check a workflow file that is not pushed yet. */
  async lint(
    request: { body: Schemas['LintRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['LintResponse']>> {
    return this.#send('POST', `/lint`, { body: request.body ?? {} }, init);
  }

  /** What a workflow file is checked against, for who checks it at home. */
  async lintSurroundings(
    request: { body: Schemas['LintSurroundingsRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['LintSurroundings']>> {
    return this.#send(
      'POST',
      `/lint/surroundings`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Runs, the newest first. */
  async listRuns(
    request: { query?: Query<'listRuns'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RunSummaryPage']>> {
    return this.#send('GET', `/runs`, { query: request.query }, init);
  }

  /** One run with everything but logs and events. */
  async getRun(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** History of a run after a sequence number, in order. */
  async listRunEvents(
    request: { id: string; query?: Query<'listRunEvents'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RunEvents']>> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.id)}/events`,
      { query: request.query },
      init,
    );
  }

  /** Ask a run to end. */
  async cancelRun(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/runs/${encodeURIComponent(request.id)}/cancel`,
      {},
      init,
    );
  }

  /** Let nothing new begin in a run. */
  async pauseRun(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/runs/${encodeURIComponent(request.id)}/pause`,
      {},
      init,
    );
  }

  /** Let a paused run go on. */
  async resumeRun(
    request: { id: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/runs/${encodeURIComponent(request.id)}/resume`,
      {},
      init,
    );
  }

  /** Approve or reject. */
  async decideApproval(
    request: {
      id: string;
      instanceKey: string;
      body: Schemas['DecideRequest'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/runs/${encodeURIComponent(request.id)}/steps/${encodeURIComponent(
        request.instanceKey,
      )}/approval`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Run the same definition again, as a new run that is linked to this one. */
  async rerunRun(
    request: { id: string; body?: Schemas['RerunRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Run']>> {
    return this.#send(
      'POST',
      `/runs/${encodeURIComponent(request.id)}/rerun`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** A part of a log. */
  async readLog(
    request: {
      id: string;
      instanceKey: string;
      attempt: number;
      query?: Query<'readLog'>;
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['LogChunk']>> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.id)}/steps/${encodeURIComponent(
        request.instanceKey,
      )}/attempts/${encodeURIComponent(request.attempt)}/log`,
      { query: request.query },
      init,
    );
  }

  /** The whole log as a file. */
  async downloadLog(
    request: { id: string; instanceKey: string; attempt: number },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.id)}/steps/${encodeURIComponent(
        request.instanceKey,
      )}/attempts/${encodeURIComponent(request.attempt)}/log.txt`,
      {},
      init,
    );
  }

  /** What the steps of a run left. */
  async listArtifacts(
    request: { id: string; query?: Query<'listArtifacts'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RunArtifacts']>> {
    return this.#send(
      'GET',
      `/runs/${encodeURIComponent(request.id)}/artifacts`,
      { query: request.query },
      init,
    );
  }

  /** The bytes of an artifact. */
  async downloadArtifact(
    request: { digest: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'GET',
      `/artifacts/${encodeURIComponent(request.digest)}`,
      {},
      init,
    );
  }

  /** Everything that is watched, live, over one connection. */
  async stream(
    request: { query: Query<'stream'> },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send('GET', `/stream`, { query: request.query }, init);
  }

  /** How many live streams are open in the replica that answers. */
  async countStreams(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['OpenStreams']>> {
    return this.#send('GET', `/streams`, {}, init);
  }

  /** Events that no other plugin took, the oldest first. */
  async listDeadLetters(
    request: { query?: Query<'listDeadLetters'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['DeadLetterPage']>> {
    return this.#send('GET', `/dead-letters`, { query: request.query }, init);
  }

  /** Send one again. */
  async retryDeadLetter(
    request: { sequence: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'POST',
      `/dead-letters/${encodeURIComponent(request.sequence)}/retry`,
      {},
      init,
    );
  }

  /** CDEvents, in the order in which they were stored. */
  async listEvents(
    request: { query?: Query<'listEvents'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['CloudEventPage']>> {
    return this.#send('GET', `/events`, { query: request.query }, init);
  }

  /** Take an event of another plugin, once. */
  async receiveEvent(
    request: { body: Schemas['PortalEvent'] },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send('POST', `/events`, { body: request.body ?? {} }, init);
  }

  /** Whose run token this is. */
  async verifyRunToken(
    request: {
      body: operations['verifyRunToken']['requestBody'] extends {
        content: { 'application/json': infer Body };
      }
        ? Body
        : never;
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RunPrincipal']>> {
    return this.#send(
      'POST',
      `/internal/run-tokens/verify`,
      { body: request.body ?? {} },
      init,
    );
  }

  async #send(
    method: string,
    path: string,
    request: { query?: object; body?: unknown },
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('pipelines');
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
