import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type {
  AuthService,
  DiscoveryService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
} from '@backstage/errors';
import type {
  PermissionName,
  Principal,
  RepositoryRecord,
  VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from './AccessService';
import { bearerToken, readIdentityClaims } from './identityClaims';
import { KeptAnswers } from './liveness/KeptAnswers';

type Authorization =
  | { allowed: true }
  | {
      allowed: false;
      error: 'NotFoundError' | 'NotAllowedError';
      message: string;
    };

/**
 * Asks the access plugin over HTTP. Answers about people are kept as
 * {@link KeptAnswers} says; what is asked for a run token, and the records,
 * which say what a repository may do, are asked for each time.
 */
export class HttpAccessService implements AccessService {
  readonly #people = new KeptAnswers<Principal>();
  readonly #decisions = new KeptAnswers<true>();
  readonly #visible = new KeptAnswers<VisibleRepositories>();
  readonly #auth: AuthService;
  readonly #httpAuth: HttpAuthService;
  readonly #discovery: DiscoveryService;

  private constructor(options: {
    auth: AuthService;
    httpAuth: HttpAuthService;
    discovery: DiscoveryService;
  }) {
    this.#auth = options.auth;
    this.#httpAuth = options.httpAuth;
    this.#discovery = options.discovery;
  }

  static create(options: {
    auth: AuthService;
    httpAuth: HttpAuthService;
    discovery: DiscoveryService;
  }): AccessService {
    return new HttpAccessService(options);
  }

  async principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal> {
    const allow = options?.allow ?? ['user', 'service'];
    const principal = await this.#identify(request);
    if (!allow.includes(principal.type)) {
      throw new NotAllowedError(
        `A ${principal.type} may not call ${request.method} ${
          request.path
        }; allowed: ${allow.join(', ')}`,
      );
    }
    return principal;
  }

  async #identify(request: Request): Promise<Principal> {
    const bearer = bearerToken(request);
    if (bearer?.startsWith('dop_')) {
      return this.principalFromSecret(bearer);
    }
    const credentials = await this.#httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const { principal } = credentials;
    if (principal.type === 'service') {
      return { type: 'service', subject: principal.subject };
    }
    const user = {
      userEntityRef: principal.userEntityRef,
      ...(bearer && readIdentityClaims(bearer)),
    };
    return this.#people.get(JSON.stringify(user), () =>
      this.#call<Principal>('/internal/user', user),
    );
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    const ask = () => this.#call<Principal>('/internal/verify', { secret });
    return secret.startsWith('dop_pat_')
      ? this.#people.get(
          createHash('sha256').update(secret).digest('base64'),
          ask,
        )
      : ask();
  }

  async authorize(
    principal: Principal,
    permission: PermissionName,
    on: { repositoryId?: string; group?: string; ref?: string } = {},
  ): Promise<void> {
    const question = { principal, permission, on };
    const decide = () => this.#decide(question);
    await (principal.type === 'user'
      ? this.#decisions.get(JSON.stringify(question), decide)
      : decide());
  }

  async #decide(question: unknown): Promise<true> {
    const answer = await this.#call<Authorization>(
      '/internal/authorize',
      question,
    );
    if (answer.allowed) {
      return true;
    }
    throw answer.error === 'NotFoundError'
      ? new NotFoundError(answer.message)
      : new NotAllowedError(answer.message);
  }

  async visibleRepositories(
    principal: Principal,
  ): Promise<VisibleRepositories> {
    const ask = () =>
      this.#call<VisibleRepositories>('/internal/visible', { principal });
    return principal.type === 'user'
      ? this.#visible.get(JSON.stringify(principal), ask)
      : ask();
  }

  async repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    const { repository } = await this.#call<{ repository?: RepositoryRecord }>(
      '/internal/repository',
      by,
    );
    return repository;
  }

  async #call<T>(path: string, body: unknown): Promise<T> {
    const baseUrl = await this.#discovery.getBaseUrl('access');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'access',
    });
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
    if (response.ok) {
      return (await response.json()) as T;
    }
    if (path === '/internal/verify' || path === '/internal/user') {
      if (response.status === 401) {
        const { error } = (await response.json()) as {
          error?: { message?: string };
        };
        throw new AuthenticationError(
          error?.message ?? 'This token is not valid',
        );
      }
    }
    throw await ResponseError.fromResponse(response);
  }
}
