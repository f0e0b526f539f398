// Made by "npm run api" from plugins/code-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/code. */
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

  /** Repositories, by name. */
  async listRepositories(
    request: { query?: Query<'listRepositories'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RepositoryPage']>> {
    return this.#send('GET', `/repositories`, { query: request.query }, init);
  }

  /** Make an empty repository. */
  async createRepository(
    request: { body: Schemas['NewRepository'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Repository']>> {
    return this.#send(
      'POST',
      `/repositories`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** One repository, with what the caller may do. */
  async getRepository(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Repository']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}`,
      {},
      init,
    );
  }

  /** Remove it with all that is in it. */
  async deleteRepository(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}`,
      {},
      init,
    );
  }

  /** Change what is said of it. */
  async changeRepository(
    request: {
      namespace: string;
      name: string;
      body: Schemas['RepositoryChange'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Repository']>> {
    return this.#send(
      'PATCH',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** What is wrong in the files that the catalog reads. */
  async listFindings(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['FindingList']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/findings`,
      {},
      init,
    );
  }

  /** Branches and tags, the newest first. */
  async listRefs(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RefList']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/refs`,
      {},
      init,
    );
  }

  /** A folder, or the entry of a file. */
  async getTree(
    request: { namespace: string; name: string; query?: Query<'getTree'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Tree']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/tree`,
      { query: request.query },
      init,
    );
  }

  /** The bytes of a file, served harmless. */
  async downloadFile(
    request: { namespace: string; name: string; query?: Query<'downloadFile'> },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/blob`,
      { query: request.query },
      init,
    );
  }

  /** Commits from the newest back. */
  async listCommits(
    request: { namespace: string; name: string; query?: Query<'listCommits'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['CommitPage']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/commits`,
      { query: request.query },
      init,
    );
  }

  /** Make a commit without a clone. */
  async makeCommit(
    request: { namespace: string; name: string; body: Schemas['NewCommit'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['NewHead']>> {
    return this.#send(
      'POST',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/commits`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** One commit with its changes. */
  async getCommit(
    request: {
      namespace: string;
      name: string;
      sha: string;
      query?: Query<'getCommit'>;
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['CommitDetail']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/commits/${encodeURIComponent(
        request.sha,
      )}`,
      { query: request.query },
      init,
    );
  }

  /** What a branch changed since it left another one. */
  async compare(
    request: { namespace: string; name: string; query: Query<'compare'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['Comparison']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/compare`,
      { query: request.query },
      init,
    );
  }

  /** Pull requests, the newest first. */
  async listPullRequests(
    request: {
      namespace: string;
      name: string;
      query?: Query<'listPullRequests'>;
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PullRequestPage']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/pull-requests`,
      { query: request.query },
      init,
    );
  }

  /** Ask that a branch be merged into another one. */
  async openPullRequest(
    request: {
      namespace: string;
      name: string;
      body: Schemas['NewPullRequest'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PullRequest']>> {
    return this.#send(
      'POST',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/pull-requests`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** One pull request, with whether it can be merged now. */
  async getPullRequest(
    request: { namespace: string; name: string; number: number },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PullRequest']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/pull-requests/${encodeURIComponent(
        request.number,
      )}`,
      {},
      init,
    );
  }

  /** Change what it says, close it, open it again. */
  async changePullRequest(
    request: {
      namespace: string;
      name: string;
      number: number;
      body: Schemas['PullRequestChange'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PullRequest']>> {
    return this.#send(
      'PATCH',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/pull-requests/${encodeURIComponent(
        request.number,
      )}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Merge it into its target. */
  async mergePullRequest(
    request: {
      namespace: string;
      name: string;
      number: number;
      body: Schemas['Merge'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PullRequest']>> {
    return this.#send(
      'POST',
      `/repositories/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/pull-requests/${encodeURIComponent(
        request.number,
      )}/merge`,
      { body: request.body ?? {} },
      init,
    );
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

  async #send(
    method: string,
    path: string,
    request: { query?: object; body?: unknown },
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('code');
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
