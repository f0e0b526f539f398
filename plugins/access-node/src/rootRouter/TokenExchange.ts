import { createHash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { DiscoveryService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  scopesAllowRequest,
  type UserPrincipal,
} from '@dop/plugin-access-common';
import { bearerToken, readIdentityClaims } from '../identityClaims';
import { KeptAnswers } from '../liveness/KeptAnswers';

const mostExchanged = 1_000;
const renewBeforeMs = 60_000;
const schedulerPath = /^\/api\/[^/]+\/\.backstage\/scheduler(\/|$)/;

/**
 * Looks at the bearer token of each API request. A personal token is exchanged
 * for a user token, so that every plugin takes it. What was made for a session
 * or a personal token passes only while session, token and account live, and
 * only where the token's scopes reach. Scheduled tasks are for administrators.
 */
export class TokenExchange {
  readonly #discovery: DiscoveryService;
  readonly #exchanged = new Map<string, { token: string; until: number }>();
  readonly #alive = new KeptAnswers<UserPrincipal>();

  private constructor(discovery: DiscoveryService) {
    this.#discovery = discovery;
  }

  static create(options: { discovery: DiscoveryService }): TokenExchange {
    return new TokenExchange(options.discovery);
  }

  middleware(): RequestHandler {
    return (request, _response, next) => {
      this.#handle(request).then(() => next(), next);
    };
  }

  async #handle(request: Request): Promise<void> {
    const bearer = bearerToken(request);
    // Express finds routes whatever the case of their path.
    const path = request.path.toLowerCase();
    if (!bearer || !isGuarded(path)) {
      return;
    }
    const personal = bearer.startsWith('dop_pat_');
    if (!personal) {
      const { sessionId, tokenId } = readIdentityClaims(bearer);
      if (!sessionId && !tokenId) {
        return;
      }
    }
    const { token, administrator } = await this.#alive.get(
      keyOf(bearer),
      async () =>
        (await this.#call('access', '/alive', bearer)) as UserPrincipal,
    );
    if (token && !scopesAllowRequest(token.scopes, request.method, path)) {
      throw new NotAllowedError(
        `This token has the scopes ${token.scopes.join(', ')}; ${
          request.method
        } ${request.path} needs the scope api`,
      );
    }
    // Backstage lets everybody who is signed in start and stop its tasks.
    if (!administrator && schedulerPath.test(path)) {
      throw new NotAllowedError(
        'The scheduled tasks of plugins are for administrators',
      );
    }
    if (personal) {
      request.headers.authorization = `Bearer ${await this.#exchange(bearer)}`;
    }
  }

  async #exchange(secret: string): Promise<string> {
    const key = keyOf(secret);
    const kept = this.#exchanged.get(key);
    if (kept && kept.until > Date.now()) {
      return kept.token;
    }
    const { backstageIdentity } = (await this.#call(
      'auth',
      '/dop/refresh',
      secret,
    )) as {
      backstageIdentity: { token: string; expiresInSeconds?: number };
    };
    const { token, expiresInSeconds = 0 } = backstageIdentity;
    this.#exchanged.delete(key);
    this.#exchanged.set(key, {
      token,
      until: Date.now() + expiresInSeconds * 1000 - renewBeforeMs,
    });
    if (this.#exchanged.size > mostExchanged) {
      const [oldest] = this.#exchanged.keys();
      this.#exchanged.delete(oldest);
    }
    return token;
  }

  async #call(
    pluginId: string,
    path: string,
    bearer: string,
  ): Promise<unknown> {
    const baseUrl = await this.#discovery.getBaseUrl(pluginId);
    const response = await fetch(`${baseUrl}${path}`, {
      headers: { authorization: `Bearer ${bearer}` },
    }).catch(error => {
      throw new ServiceUnavailableError(
        'The portal cannot check tokens at the moment; try again',
        error,
      );
    });
    if (response.ok) {
      return response.json();
    }
    const body = await response.text();
    if (response.status === 401 || response.status === 403) {
      throw new AuthenticationError(messageOf(body));
    }
    throw new ServiceUnavailableError(
      `The portal cannot check tokens at the moment (${pluginId} answered ${response.status}); try again`,
    );
  }
}

/** Git and registry check their tokens themselves, as do the exchange's own routes. */
function isGuarded(path: string): boolean {
  return (
    path.startsWith('/api/') &&
    !path.startsWith('/api/auth/dop/') &&
    !/^\/api\/access\/alive\/?$/.test(path)
  );
}

function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}

function messageOf(body: string): string {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return 'This token is not valid';
  }
}
