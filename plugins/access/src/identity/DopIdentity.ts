import type {
  BackstageUserIdentity,
  DiscoveryApi,
  IdentityApi,
  ProfileInfo,
} from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';

interface Session {
  backstageIdentity: {
    token: string;
    expiresInSeconds?: number;
    identity: BackstageUserIdentity;
  };
  profile: ProfileInfo;
}

/** A new token is fetched this long before the old one ends. */
const aheadMs = 5 * 60_000;

/**
 * The signed-in person, from the session cookie. When the session has ended,
 * the page is loaded again and shows the sign-in.
 */
export class DopIdentity implements IdentityApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #onEnded: () => void;
  #session: { value: Session; renewAt: number };
  #renewing: Promise<Session> | undefined;

  private constructor(
    discoveryApi: DiscoveryApi,
    onEnded: () => void,
    session: Session,
  ) {
    this.#discoveryApi = discoveryApi;
    this.#onEnded = onEnded;
    this.#session = { value: session, renewAt: renewalOf(session) };
  }

  /** The person whose session the browser has; undefined if it has none. */
  static async find(options: {
    discoveryApi: DiscoveryApi;
    /** Called when the session turns out to have ended. */
    onEnded?: () => void;
  }): Promise<DopIdentity | undefined> {
    const { discoveryApi, onEnded = () => window.location.reload() } = options;
    try {
      const session = await fetchSession(discoveryApi);
      return new DopIdentity(discoveryApi, onEnded, session);
    } catch (error) {
      if (isEnded(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async getProfileInfo(): Promise<ProfileInfo> {
    return (await this.#current()).profile;
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return (await this.#current()).backstageIdentity.identity;
  }

  async getCredentials(): Promise<{ token?: string }> {
    return { token: (await this.#current()).backstageIdentity.token };
  }

  async signOut(): Promise<void> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('auth');
    const response = await fetch(`${baseUrl}/dop/logout`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
      credentials: 'include',
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
  }

  async #current(): Promise<Session> {
    if (Date.now() < this.#session.renewAt) {
      return this.#session.value;
    }
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<Session> {
    try {
      const session = await fetchSession(this.#discoveryApi);
      this.#session = { value: session, renewAt: renewalOf(session) };
      return session;
    } catch (error) {
      if (isEnded(error)) {
        this.#onEnded();
      }
      throw error;
    }
  }
}

function renewalOf({ backstageIdentity }: Session): number {
  const lifeMs = (backstageIdentity.expiresInSeconds ?? 600) * 1000;
  return Date.now() + Math.max(lifeMs - aheadMs, lifeMs / 2);
}

function isEnded(error: unknown): boolean {
  return error instanceof ResponseError && error.response.status === 401;
}

async function fetchSession(discoveryApi: DiscoveryApi): Promise<Session> {
  const baseUrl = await discoveryApi.getBaseUrl('auth');
  const response = await fetch(`${baseUrl}/dop/refresh`, {
    method: 'POST',
    headers: { 'x-requested-with': 'XMLHttpRequest' },
    credentials: 'include',
  });
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return (await response.json()) as Session;
}
