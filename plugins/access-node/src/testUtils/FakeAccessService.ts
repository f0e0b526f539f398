import type { Request } from 'express';
import {
  AuthenticationError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  isProtectedRef,
  permissionTable,
  roleAllows,
  scopesAllow,
  type PermissionName,
  type Principal,
  type RepositoryRecord,
  type Role,
  type RunPrincipal,
  type UserPrincipal,
  type VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from '../AccessService';
import { bearerToken } from '../identityClaims';

/**
 * An access service in memory for tests of other plugins. It decides by the
 * same table. Requests are identified by `Authorization: Bearer <secret>`,
 * where the secret is one that `addUser`, `addRun` or `addService` answered;
 * tokens of Backstage's own mocks are not looked at.
 */
export class FakeAccessService implements AccessService {
  readonly #principals = new Map<string, Principal>();
  readonly #roles = new Map<string, Map<string, 'owner' | 'member'>>();
  readonly #repositories = new Map<string, RepositoryRecord>();
  #defaultPrincipal: Principal | undefined;

  private constructor() {}

  static create(): FakeAccessService {
    return new FakeAccessService();
  }

  /** Adds a user; answers the secret of a personal token of theirs. */
  addUser(
    name: string,
    options: {
      administrator?: boolean;
      groups?: Record<string, 'owner' | 'member'>;
      scopes?: NonNullable<UserPrincipal['token']>['scopes'];
    } = {},
  ): string {
    const userEntityRef = `user:default/${name}`;
    const groups = options.groups ?? {};
    this.#roles.set(userEntityRef, new Map(Object.entries(groups)));
    return this.#add('dop_pat', name, {
      type: 'user',
      userEntityRef,
      displayName: name,
      groups: Object.keys(groups).map(group => `group:default/${group}`),
      administrator: options.administrator ?? false,
      ...(options.scopes && {
        token: { id: `token-${name}`, scopes: options.scopes },
      }),
    });
  }

  /** Adds the attempt of a run; answers its run token. */
  addRun(
    run: Pick<RunPrincipal, 'repositoryId'> & Partial<RunPrincipal>,
  ): string {
    const runId = run.runId ?? `run-${this.#principals.size}`;
    return this.#add('dop_run', runId, {
      type: 'run',
      runNumber: 1,
      workflowId: 'workflow-1',
      stepId: 'test',
      instanceKey: 'test',
      attempt: 1,
      epoch: 1,
      ref: 'refs/heads/main',
      protectedRef: true,
      commit: '0'.repeat(40),
      isolated: false,
      refSlug: 'main',
      ...run,
      runId,
    });
  }

  /** Adds a plugin; answers what it calls with. */
  addService(pluginId: string): string {
    return this.#add('dop_svc', pluginId, {
      type: 'service',
      subject: `plugin:${pluginId}`,
    });
  }

  /** Makes a secret dead: revoked, disabled or ended. */
  remove(secret: string): void {
    this.#principals.delete(secret);
  }

  /** Who requests without a known secret come from; nobody unless set. */
  setDefaultPrincipal(secret: string | undefined): void {
    this.#defaultPrincipal =
      secret === undefined ? undefined : this.#principals.get(secret);
  }

  addRepository(
    record: Pick<RepositoryRecord, 'id' | 'namespace' | 'name'> &
      Partial<RepositoryRecord>,
  ): RepositoryRecord {
    const full: RepositoryRecord = {
      owner: `group:default/${record.namespace}`,
      visibility: 'internal',
      defaultBranch: 'main',
      protectedRefs: ['refs/heads/main', 'refs/tags/*'],
      trust: 'none',
      createdAt: '2030-01-01T00:00:00.000Z',
      updatedAt: '2030-01-01T00:00:00.000Z',
      ...record,
    };
    this.#repositories.set(full.id, full);
    return full;
  }

  removeRepository(id: string): void {
    this.#repositories.delete(id);
  }

  async principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal> {
    const secret = bearerToken(request);
    const principal =
      (secret !== undefined && this.#principals.get(secret)) ||
      this.#defaultPrincipal;
    if (!principal) {
      throw new AuthenticationError('Nobody is signed in');
    }
    const allow = options?.allow ?? ['user', 'service'];
    if (!allow.includes(principal.type)) {
      throw new NotAllowedError(
        `A ${principal.type} may not call ${request.method} ${request.path}`,
      );
    }
    return principal;
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    const principal = this.#principals.get(secret);
    if (!principal) {
      throw new AuthenticationError('This token is not valid');
    }
    return principal;
  }

  async authorize(
    principal: Principal,
    permission: PermissionName,
    on: { repositoryId?: string; group?: string; ref?: string } = {},
  ): Promise<void> {
    if (principal.type === 'service') {
      return;
    }
    const kind = permissionTable[permission].on;
    const record = this.#repositories.get(on.repositoryId ?? '');
    if (kind === 'repository' && !on.repositoryId) {
      throw new InputError(`${permission} needs a repositoryId`);
    }
    if (kind === 'repository' && !record) {
      throw new NotFoundError('There is no such repository that you may read');
    }
    if (principal.type === 'run') {
      authorizeRun(principal, permission, record, on.ref);
      return;
    }
    if (principal.token && !scopesAllow(principal.token.scopes, permission)) {
      throw new NotAllowedError(`The token's scopes do not hold ${permission}`);
    }
    const role = this.#role(principal, kind, record, on.group);
    if (!role) {
      throw new NotFoundError('There is no such repository that you may read');
    }
    if (!roleAllows(role, permission)) {
      throw new NotAllowedError(`${permission} needs more than ${role}`);
    }
  }

  async visibleRepositories(
    principal: Principal,
  ): Promise<VisibleRepositories> {
    if (principal.type === 'run') {
      return { all: false, repositoryIds: [principal.repositoryId] };
    }
    if (principal.type === 'service' || principal.administrator) {
      return { all: true };
    }
    return {
      all: false,
      repositoryIds: [...this.#repositories.values()]
        .filter(
          record => this.#role(principal, 'repository', record) !== undefined,
        )
        .map(({ id }) => id),
    };
  }

  async repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    return 'id' in by
      ? this.#repositories.get(by.id)
      : [...this.#repositories.values()].find(
          ({ namespace, name }) =>
            namespace === by.namespace &&
            name.toLowerCase() === by.name.toLowerCase(),
        );
  }

  #add(kind: string, id: string, principal: Principal): string {
    const secret = `${kind}_${id}_${this.#principals.size}`;
    this.#principals.set(secret, principal);
    return secret;
  }

  #role(
    principal: UserPrincipal,
    kind: 'repository' | 'group' | 'portal',
    record: RepositoryRecord | undefined,
    group?: string,
  ): Role | undefined {
    if (principal.administrator) {
      return 'administrator';
    }
    if (kind === 'portal') {
      return 'reader';
    }
    const roles = this.#roles.get(principal.userEntityRef);
    const own = roles?.get(record?.namespace ?? group ?? '');
    const open = kind === 'group' || record?.visibility === 'internal';
    return own ?? (open ? 'reader' : undefined);
  }
}

const runPermissions = new Set<PermissionName>([
  'dop.repository.read',
  'dop.workflow.read',
  'dop.run.read',
  'dop.report.read',
  'dop.report.write',
  'dop.image.read',
  'dop.image.write',
]);

function authorizeRun(
  principal: RunPrincipal,
  permission: PermissionName,
  record: RepositoryRecord | undefined,
  ref: string | undefined,
): void {
  if (permission === 'dop.component.read') {
    return;
  }
  if (record && record.id !== principal.repositoryId) {
    throw new NotFoundError('There is no such repository that you may read');
  }
  const mayPush =
    permission === 'dop.repository.push' &&
    ref !== undefined &&
    record !== undefined &&
    !isProtectedRef(ref, record.protectedRefs);
  if (!record || !(mayPush || runPermissions.has(permission))) {
    throw new NotAllowedError(`A run token does not have ${permission}`);
  }
}
