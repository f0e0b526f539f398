import { ResponseError } from '@backstage/errors';
import type { Page, Trust, Visibility } from '@dop/plugin-access-common';
import type {
  CatalogFinding,
  CommitDetail,
  CommitSummary,
  NewCommit,
  Ref,
  Repository,
  Tree,
} from './types';

/** What may be said of a repository that is there. */
export interface RepositoryChange {
  name?: string;
  description?: string;
  visibility?: Visibility;
  trust?: Trust;
  defaultBranch?: string;
  protectedRefs?: string[];
}

/** The API of the Git hosting, as browsers and programs see it. */
export interface CodeApi {
  repositories(query?: {
    search?: string;
    cursor?: string;
    limit?: number;
  }): Promise<Page<Repository>>;
  repository(namespace: string, name: string): Promise<Repository>;
  create(repository: {
    namespace: string;
    name: string;
    description?: string;
    visibility?: Visibility;
    trust?: Trust;
  }): Promise<Repository>;
  change(
    namespace: string,
    name: string,
    change: RepositoryChange,
  ): Promise<Repository>;
  remove(namespace: string, name: string): Promise<void>;
  refs(
    namespace: string,
    name: string,
  ): Promise<{ refs: Ref[]; truncated: boolean }>;
  tree(
    namespace: string,
    name: string,
    place: { ref?: string; path?: string },
  ): Promise<Tree>;
  /** The bytes of a file. */
  blob(
    namespace: string,
    name: string,
    place: { ref?: string; path: string },
  ): Promise<Blob>;
  blobUrl(
    namespace: string,
    name: string,
    place: { ref?: string; path: string },
  ): Promise<string>;
  commits(
    namespace: string,
    name: string,
    query: { ref?: string; path?: string; cursor?: string; limit?: number },
  ): Promise<Page<CommitSummary>>;
  /** @param path - only this file, with a larger bound for its patch */
  commit(
    namespace: string,
    name: string,
    sha: string,
    path?: string,
  ): Promise<CommitDetail>;
  makeCommit(
    namespace: string,
    name: string,
    commit: NewCommit,
  ): Promise<{ sha: string; branch: string }>;
  findings(
    namespace: string,
    name: string,
  ): Promise<{ items: CatalogFinding[] }>;
}

type Query = Record<string, string | number | undefined>;

/** Calls it over HTTP. */
export class CodeClient implements CodeApi {
  readonly #baseUrl: () => Promise<string>;
  readonly #fetch: typeof fetch;

  private constructor(options: {
    baseUrl: () => Promise<string>;
    fetch: typeof fetch;
  }) {
    this.#baseUrl = options.baseUrl;
    this.#fetch = options.fetch;
  }

  static create(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }): CodeClient {
    return new CodeClient({
      baseUrl: () => options.discoveryApi.getBaseUrl('code'),
      fetch: options.fetchApi.fetch,
    });
  }

  async repositories(query: Query = {}): Promise<Page<Repository>> {
    return this.#json('GET', `/repositories${search(query)}`);
  }

  async repository(namespace: string, name: string): Promise<Repository> {
    return this.#json('GET', place(namespace, name));
  }

  async create(repository: {
    namespace: string;
    name: string;
  }): Promise<Repository> {
    return this.#json('POST', '/repositories', repository);
  }

  async change(
    namespace: string,
    name: string,
    change: RepositoryChange,
  ): Promise<Repository> {
    return this.#json('PATCH', place(namespace, name), change);
  }

  async remove(namespace: string, name: string): Promise<void> {
    await this.#request('DELETE', place(namespace, name));
  }

  async refs(
    namespace: string,
    name: string,
  ): Promise<{ refs: Ref[]; truncated: boolean }> {
    return this.#json('GET', `${place(namespace, name)}/refs`);
  }

  async tree(namespace: string, name: string, query: Query): Promise<Tree> {
    return this.#json('GET', `${place(namespace, name)}/tree${search(query)}`);
  }

  async blob(namespace: string, name: string, query: Query): Promise<Blob> {
    const path = `${place(namespace, name)}/blob${search(query)}`;
    return (await this.#request('GET', path)).blob();
  }

  async blobUrl(
    namespace: string,
    name: string,
    query: Query,
  ): Promise<string> {
    return `${await this.#baseUrl()}${place(namespace, name)}/blob${search(
      query,
    )}`;
  }

  async commits(
    namespace: string,
    name: string,
    query: Query,
  ): Promise<Page<CommitSummary>> {
    return this.#json(
      'GET',
      `${place(namespace, name)}/commits${search(query)}`,
    );
  }

  async commit(
    namespace: string,
    name: string,
    sha: string,
    path?: string,
  ): Promise<CommitDetail> {
    return this.#json(
      'GET',
      `${place(namespace, name)}/commits/${encodeURIComponent(sha)}${search({
        path,
      })}`,
    );
  }

  async makeCommit(
    namespace: string,
    name: string,
    commit: NewCommit,
  ): Promise<{ sha: string; branch: string }> {
    return this.#json('POST', `${place(namespace, name)}/commits`, commit);
  }

  async findings(
    namespace: string,
    name: string,
  ): Promise<{ items: CatalogFinding[] }> {
    return this.#json('GET', `${place(namespace, name)}/findings`);
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await this.#request(method, path, body)).json() as Promise<T>;
  }

  async #request(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response> {
    const request = this.#fetch;
    const response = await request(`${await this.#baseUrl()}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function place(namespace: string, name: string): string {
  return `/repositories/${encodeURIComponent(namespace)}/${encodeURIComponent(
    name,
  )}`;
}

function search(query: Query): string {
  const text = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  ).toString();
  return text ? `?${text}` : '';
}
