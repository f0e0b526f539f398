import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';

const keptMs = 1_000;
const mostKept = 1_000;

/** Accounts as they are now, give or take a second. */
export class LiveAccounts {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #kept = new Map<
    string,
    { until: number; answer: Promise<UserPrincipal | undefined> }
  >();

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
    const now = Date.now();
    const kept = this.#kept.get(userEntityRef);
    if (kept && kept.until > now) {
      return kept.answer;
    }
    const answer = this.#ask(userEntityRef);
    if (this.#kept.size >= mostKept) {
      this.#kept.clear();
    }
    this.#kept.set(userEntityRef, { until: now + keptMs, answer });
    answer.catch(() => this.#kept.delete(userEntityRef));
    return answer;
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
