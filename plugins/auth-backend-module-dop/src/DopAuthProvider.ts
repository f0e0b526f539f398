import type { Request, Response } from 'express';
import { AuthenticationError, NotImplementedError } from '@backstage/errors';
import {
  prepareBackstageIdentityResponse,
  type AuthProviderRouteHandlers,
  type AuthResolverContext,
} from '@backstage/plugin-auth-node';
import type { UserPrincipal } from '@dop/plugin-access-common';
import { bearerToken, sessionClaim, tokenClaim } from '@dop/plugin-access-node';
import type { AccessClient } from './AccessClient';

const cookieName = 'dop-session';

/**
 * The auth provider `dop`: turns the session of a browser, or a personal
 * token, into a user token. The user token says which of them it was made for,
 * so that it dies with it and opens no more; the root router sees to both.
 */
export class DopAuthProvider implements AuthProviderRouteHandlers {
  readonly #client: AccessClient;
  readonly #context: AuthResolverContext;
  readonly #cookiePath: string;

  private constructor(options: DopAuthProviderOptions) {
    this.#client = options.client;
    this.#context = options.context;
    this.#cookiePath = new URL(options.baseUrl).pathname;
  }

  static create(options: DopAuthProviderOptions): DopAuthProvider {
    return new DopAuthProvider(options);
  }

  async start(): Promise<void> {
    throw new NotImplementedError('Sign in with POST /api/access/sessions');
  }

  async frameHandler(): Promise<void> {
    throw new NotImplementedError('Sign in with POST /api/access/sessions');
  }

  async refresh(request: Request, response: Response): Promise<void> {
    const { principal, claims } = await this.#identify(request);
    const identity = await this.#context.issueToken({
      claims: {
        sub: principal.userEntityRef,
        ent: [principal.userEntityRef, ...principal.groups],
        ...claims,
      },
    });
    response
      .status(200)
      .set('cache-control', 'no-store')
      .json({
        backstageIdentity: prepareBackstageIdentityResponse(identity),
        profile: {
          displayName: principal.displayName,
          email: principal.email,
        },
        providerInfo: { administrator: principal.administrator },
      });
  }

  async logout(request: Request, response: Response): Promise<void> {
    const cookie = cookieOf(request);
    if (cookie) {
      await this.#client.endSession(cookie);
    }
    response
      .clearCookie(cookieName, {
        path: this.#cookiePath,
        httpOnly: true,
        sameSite: 'strict',
      })
      .status(204)
      .end();
  }

  async #identify(
    request: Request,
  ): Promise<{ principal: UserPrincipal; claims: Record<string, string> }> {
    const secret = bearerToken(request);
    if (secret?.startsWith('dop_pat_')) {
      const principal = await this.#client.personalToken(secret);
      return {
        principal,
        claims: principal.token ? { [tokenClaim]: principal.token.id } : {},
      };
    }
    const cookie = cookieOf(request);
    if (!cookie) {
      throw new AuthenticationError('Nobody is signed in here');
    }
    const { principal, sessionId } = await this.#client.openSession(cookie);
    return { principal, claims: { [sessionClaim]: sessionId } };
  }
}

function cookieOf(request: Request): string | undefined {
  const value: unknown = request.cookies?.[cookieName];
  return typeof value === 'string' ? value : undefined;
}

interface DopAuthProviderOptions {
  client: AccessClient;
  context: AuthResolverContext;
  /** External URL of the auth plugin; its path is the cookie's. */
  baseUrl: string;
}
