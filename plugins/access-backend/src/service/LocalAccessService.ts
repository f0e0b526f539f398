import type { Request } from 'express';
import type {
  AuthService,
  DiscoveryService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotAllowedError,
  ResponseError,
} from '@backstage/errors';
import type {
  PermissionName,
  Principal,
  RepositoryRecord,
  RunPrincipal,
  VisibleRepositories,
} from '@dop/plugin-access-common';
import {
  bearerToken,
  readIdentityClaims,
  type AccessService,
} from '@dop/plugin-access-node';
import type { RepositoryStore } from '../database/RepositoryStore';
import type { Authorizer, On } from './Authorizer';
import type { Identity } from './Identity';

/** The access plugin's own answers, which it also gives to other plugins. */
export class LocalAccessService implements AccessService {
  readonly #options: LocalAccessServiceOptions;

  private constructor(options: LocalAccessServiceOptions) {
    this.#options = options;
  }

  static create(options: LocalAccessServiceOptions): LocalAccessService {
    return new LocalAccessService(options);
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
    const { principal } = await this.#options.httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    return principal.type === 'service'
      ? { type: 'service', subject: principal.subject }
      : this.#options.identity.user(
          principal.userEntityRef,
          bearer ? readIdentityClaims(bearer) : {},
        );
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    if (secret.startsWith('dop_pat_')) {
      return this.#options.identity.personalToken(secret);
    }
    if (secret.startsWith('dop_run_')) {
      return this.#runPrincipal(secret);
    }
    throw new AuthenticationError(
      'Give a personal token (dop_pat_…) or a run token (dop_run_…)',
    );
  }

  async authorize(
    principal: Principal,
    permission: PermissionName,
    on?: On,
  ): Promise<void> {
    await this.#options.authorizer.authorize(principal, permission, on);
  }

  async visibleRepositories(
    principal: Principal,
  ): Promise<VisibleRepositories> {
    return this.#options.authorizer.visible(principal);
  }

  async repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    return this.#options.repositories.get(by);
  }

  async #runPrincipal(secret: string): Promise<RunPrincipal> {
    const { auth, discovery } = this.#options;
    const baseUrl = await discovery.getBaseUrl('pipelines');
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'pipelines',
    });
    const response = await fetch(`${baseUrl}/internal/run-tokens/verify`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ secret }),
    });
    if (response.ok) {
      return (await response.json()) as RunPrincipal;
    }
    if (response.status === 401) {
      throw new AuthenticationError(
        'This run token is not known, or its attempt has ended',
      );
    }
    throw await ResponseError.fromResponse(response);
  }
}

interface LocalAccessServiceOptions {
  auth: AuthService;
  httpAuth: HttpAuthService;
  discovery: DiscoveryService;
  identity: Identity;
  authorizer: Authorizer;
  repositories: RepositoryStore;
}
