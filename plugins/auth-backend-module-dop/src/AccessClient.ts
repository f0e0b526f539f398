import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { AuthenticationError, ResponseError } from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';

/** What the auth plugin asks the access plugin. */
export class AccessClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  private constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): AccessClient {
    return new AccessClient(options);
  }

  /** @throws AuthenticationError when the cookie opens no living session */
  async openSession(
    cookie: string,
  ): Promise<{ sessionId: string; principal: UserPrincipal }> {
    const response = await this.#post('sessions/open', { cookie });
    return (await response.json()) as {
      sessionId: string;
      principal: UserPrincipal;
    };
  }

  async endSession(cookie: string): Promise<void> {
    await this.#post('sessions/end', { cookie });
  }

  /** @throws AuthenticationError when the token is no personal token that lives */
  async personalToken(secret: string): Promise<UserPrincipal> {
    const response = await this.#post('verify', { secret });
    return (await response.json()) as UserPrincipal;
  }

  async #post(path: string, body: unknown): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('access');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'access',
    });
    const response = await fetch(`${baseUrl}/internal/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
    if (response.ok) {
      return response;
    }
    const error = await ResponseError.fromResponse(response);
    throw response.status === 401
      ? new AuthenticationError(error.cause.message)
      : error;
  }
}
