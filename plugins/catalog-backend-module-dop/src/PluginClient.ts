import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';

/** Calls another plugin as the catalog. */
export class PluginClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #pluginId: string;

  private constructor(
    auth: AuthService,
    discovery: DiscoveryService,
    pluginId: string,
  ) {
    this.#auth = auth;
    this.#discovery = discovery;
    this.#pluginId = pluginId;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    pluginId: string;
  }): PluginClient {
    return new PluginClient(options.auth, options.discovery, options.pluginId);
  }

  /** @throws ResponseError */
  async json<T>(path: string): Promise<T> {
    return (await this.request('GET', path)).json() as Promise<T>;
  }

  /** @throws ResponseError */
  async request(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: this.#pluginId,
    });
    const baseUrl = await this.#discovery.getBaseUrl(this.#pluginId);
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
