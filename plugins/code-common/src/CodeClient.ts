import { ResponseError } from '@backstage/errors';
import type { Page, Trust, Visibility } from '@dop/plugin-access-common';
import { ApiClient, type TypedResponse } from './api/generated/ApiClient';
import type {
  CatalogFinding,
  CommitDetail,
  CommitSummary,
  Comparison,
  NewCommit,
  NewPullRequest,
  PullRequest,
  PullRequestChange,
  PullRequestState,
  PullRequestSummary,
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
    query: {
      ref?: string;
      path?: string;
      /** A commit; what is in it already is left out. */
      since?: string;
      cursor?: string;
      limit?: number;
    },
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
  /** @param query.path - only this file, with a larger bound for its patch */
  compare(
    namespace: string,
    name: string,
    query: { base: string; head: string; path?: string },
  ): Promise<Comparison>;
  findings(
    namespace: string,
    name: string,
  ): Promise<{ items: CatalogFinding[] }>;
  pullRequests(
    namespace: string,
    name: string,
    query?: { state?: PullRequestState; cursor?: string; limit?: number },
  ): Promise<Page<PullRequestSummary>>;
  pullRequest(
    namespace: string,
    name: string,
    number: number,
  ): Promise<PullRequest>;
  openPullRequest(
    namespace: string,
    name: string,
    pullRequest: NewPullRequest,
  ): Promise<PullRequest>;
  changePullRequest(
    namespace: string,
    name: string,
    number: number,
    change: PullRequestChange,
  ): Promise<PullRequest>;
  /** @param merge.expectedHead - refused if the pull request is elsewhere */
  mergePullRequest(
    namespace: string,
    name: string,
    number: number,
    merge: { expectedHead: string; method: 'merge' | 'fastForward' },
  ): Promise<PullRequest>;
}

/** Calls it over HTTP. */
export class CodeClient implements CodeApi {
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
  }): CodeClient {
    return new CodeClient(options);
  }

  async repositories(
    query: Parameters<CodeApi['repositories']>[0] = {},
  ): Promise<Page<Repository>> {
    return answerOf(this.#api.listRepositories({ query }));
  }

  async repository(namespace: string, name: string): Promise<Repository> {
    return answerOf(this.#api.getRepository({ namespace, name }));
  }

  async create(
    repository: Parameters<CodeApi['create']>[0],
  ): Promise<Repository> {
    return answerOf(this.#api.createRepository({ body: repository }));
  }

  async change(
    namespace: string,
    name: string,
    change: RepositoryChange,
  ): Promise<Repository> {
    return answerOf(
      this.#api.changeRepository({ namespace, name, body: change }),
    );
  }

  async remove(namespace: string, name: string): Promise<void> {
    await succeeded(this.#api.deleteRepository({ namespace, name }));
  }

  async refs(
    namespace: string,
    name: string,
  ): Promise<{ refs: Ref[]; truncated: boolean }> {
    return answerOf(this.#api.listRefs({ namespace, name }));
  }

  async tree(
    namespace: string,
    name: string,
    query: Parameters<CodeApi['tree']>[2],
  ): Promise<Tree> {
    return answerOf(this.#api.getTree({ namespace, name, query }));
  }

  async blob(
    namespace: string,
    name: string,
    query: Parameters<CodeApi['blob']>[2],
  ): Promise<Blob> {
    const asked = this.#api.downloadFile({ namespace, name, query });
    return (await succeeded(asked)).blob();
  }

  async blobUrl(
    namespace: string,
    name: string,
    { ref, path }: Parameters<CodeApi['blobUrl']>[2],
  ): Promise<string> {
    const baseUrl = await this.#discovery.getBaseUrl('code');
    const query = new URLSearchParams({ ...(ref && { ref }), path });
    return `${baseUrl}/repositories/${encodeURIComponent(
      namespace,
    )}/${encodeURIComponent(name)}/blob?${query}`;
  }

  async commits(
    namespace: string,
    name: string,
    query: Parameters<CodeApi['commits']>[2],
  ): Promise<Page<CommitSummary>> {
    return answerOf(this.#api.listCommits({ namespace, name, query }));
  }

  async commit(
    namespace: string,
    name: string,
    sha: string,
    path?: string,
  ): Promise<CommitDetail> {
    return answerOf(
      this.#api.getCommit({ namespace, name, sha, query: { path } }),
    );
  }

  async makeCommit(
    namespace: string,
    name: string,
    commit: NewCommit,
  ): Promise<{ sha: string; branch: string }> {
    return answerOf(this.#api.makeCommit({ namespace, name, body: commit }));
  }

  async findings(
    namespace: string,
    name: string,
  ): Promise<{ items: CatalogFinding[] }> {
    return answerOf(this.#api.listFindings({ namespace, name }));
  }

  async compare(
    namespace: string,
    name: string,
    query: Parameters<CodeApi['compare']>[2],
  ): Promise<Comparison> {
    return answerOf(this.#api.compare({ namespace, name, query }));
  }

  async pullRequests(
    namespace: string,
    name: string,
    query: Parameters<CodeApi['pullRequests']>[2] = {},
  ): Promise<Page<PullRequestSummary>> {
    return answerOf(this.#api.listPullRequests({ namespace, name, query }));
  }

  async pullRequest(
    namespace: string,
    name: string,
    number: number,
  ): Promise<PullRequest> {
    return answerOf(this.#api.getPullRequest({ namespace, name, number }));
  }

  async openPullRequest(
    namespace: string,
    name: string,
    body: NewPullRequest,
  ): Promise<PullRequest> {
    return answerOf(this.#api.openPullRequest({ namespace, name, body }));
  }

  async changePullRequest(
    namespace: string,
    name: string,
    number: number,
    body: PullRequestChange,
  ): Promise<PullRequest> {
    return answerOf(
      this.#api.changePullRequest({ namespace, name, number, body }),
    );
  }

  async mergePullRequest(
    namespace: string,
    name: string,
    number: number,
    body: Parameters<CodeApi['mergePullRequest']>[3],
  ): Promise<PullRequest> {
    return answerOf(
      this.#api.mergePullRequest({ namespace, name, number, body }),
    );
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
