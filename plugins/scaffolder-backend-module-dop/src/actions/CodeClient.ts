import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { Trust, Visibility } from '@dop/plugin-access-common';
import type { NewCommit, Repository } from '@dop/plugin-code-common';

/** Calls the Git hosting as the person who runs the template. */
export class CodeClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #credentials: BackstageCredentials;

  private constructor(
    auth: AuthService,
    discovery: DiscoveryService,
    credentials: BackstageCredentials,
  ) {
    this.#auth = auth;
    this.#discovery = discovery;
    this.#credentials = credentials;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    credentials: BackstageCredentials;
  }): CodeClient {
    return new CodeClient(options.auth, options.discovery, options.credentials);
  }

  /** Undefined if there is none that the person may see. */
  async repository(
    namespace: string,
    name: string,
  ): Promise<Repository | undefined> {
    try {
      return await this.#call('GET', place(namespace, name));
    } catch (error) {
      if (error instanceof ResponseError && error.statusCode === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async createRepository(repository: {
    namespace: string;
    name: string;
    description?: string;
    visibility?: Visibility;
    trust?: Trust;
  }): Promise<Repository> {
    return this.#call('POST', '/repositories', repository);
  }

  async commit(
    namespace: string,
    name: string,
    commit: NewCommit,
  ): Promise<{ sha: string }> {
    return this.#call('POST', `${place(namespace, name)}/commits`, commit);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: this.#credentials,
      targetPluginId: 'code',
    });
    const baseUrl = await this.#discovery.getBaseUrl('code');
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (await response.json()) as T;
  }
}

function place(namespace: string, name: string): string {
  return `/repositories/${encodeURIComponent(namespace)}/${encodeURIComponent(
    name,
  )}`;
}
