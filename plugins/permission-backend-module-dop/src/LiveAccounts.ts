import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';
import { KeptAnswers } from '@dop/plugin-access-node';

/** Accounts as they are now. */
export class LiveAccounts {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #kept = new KeptAnswers<UserPrincipal | undefined>();

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
  }): LiveAccounts {
    return new LiveAccounts(options);
  }

  /** Undefined if there is no such account or it is disabled. */
  async get(userEntityRef: string): Promise<UserPrincipal | undefined> {
    return this.#kept.get(userEntityRef, () => this.#ask(userEntityRef));
  }

  async #ask(userEntityRef: string): Promise<UserPrincipal | undefined> {
    const baseUrl = await this.#discovery.getBaseUrl('access');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'access',
    });
    const response = await fetch(`${baseUrl}/internal/user`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ userEntityRef }),
    });
    if (response.ok) {
      return (await response.json()) as UserPrincipal;
    }
    const error = await ResponseError.fromResponse(response);
    if (error.cause.name === 'AuthenticationError') {
      return undefined;
    }
    throw error;
  }
}
