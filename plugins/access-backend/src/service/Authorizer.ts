import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  isProtectedRef,
  permissionTable,
  roleAllows,
  scopesAllow,
  scopesFor,
  type PermissionName,
  type Principal,
  type RepositoryRecord,
  type Role,
  type RunPrincipal,
  type UserPrincipal,
  type VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccountStore } from '../database/AccountStore';
import type { GroupStore } from '../database/GroupStore';
import type { Readable, RepositoryStore } from '../database/RepositoryStore';

/** What a permission is asked for. */
export interface On {
  repositoryId?: string;
  group?: string;
  /** Full ref; run tokens may push only where it is named. */
  ref?: string;
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

/**
 * Decides by the table of permissions. Of a user it takes only the name and
 * the token's scopes from the principal; account and groups are read anew.
 */
export class Authorizer {
  readonly #accounts: AccountStore;
  readonly #groups: GroupStore;
  readonly #repositories: RepositoryStore;

  private constructor(options: AuthorizerOptions) {
    this.#accounts = options.accounts;
    this.#groups = options.groups;
    this.#repositories = options.repositories;
  }

  static create(options: AuthorizerOptions): Authorizer {
    return new Authorizer(options);
  }

  /**
   * @throws NotFoundError where the principal may not know of the repository
   * @throws NotAllowedError otherwise
   */
  async authorize(
    principal: Principal,
    permission: PermissionName,
    on: On = {},
  ): Promise<void> {
    if (principal.type === 'service') {
      return;
    }
    const { on: kind } = permissionTable[permission];
    const repository =
      kind === 'repository'
        ? await this.#repositoryOf(permission, on)
        : undefined;
    if (principal.type === 'run') {
      authorizeRun(principal, permission, repository, on);
      return;
    }
    this.#checkScopes(principal, permission);
    const role = await this.#role(principal, kind, repository, on);
    if (repository && !role) {
      throw unknownRepository();
    }
    if (!roleAllows(role, permission)) {
      throw new NotAllowedError(refusal(permission, repository, on, role));
    }
  }

  async visible(principal: Principal): Promise<VisibleRepositories> {
    if (principal.type === 'service') {
      return { all: true };
    }
    if (principal.type === 'run') {
      return { all: false, repositoryIds: [principal.repositoryId] };
    }
    const readable = await this.readable(principal);
    return readable === 'all'
      ? { all: true }
      : {
          all: false,
          repositoryIds: await this.#repositories.readableIds(readable),
        };
  }

  /** Which records a user or service may read; none for the dead. */
  async readable(principal: UserPrincipal): Promise<Readable> {
    const account = await this.#account(principal);
    if (account.administrator) {
      return 'all';
    }
    const memberships = await this.#groups.membershipsOf(account.name);
    return { groups: memberships.map(({ group }) => group) };
  }

  async #repositoryOf(
    permission: PermissionName,
    on: On,
  ): Promise<RepositoryRecord> {
    if (!on.repositoryId) {
      throw new InputError(
        `The permission ${permission} is about a repository; name its id in repositoryId`,
      );
    }
    const repository = await this.#repositories.get({ id: on.repositoryId });
    if (!repository) {
      throw unknownRepository();
    }
    return repository;
  }

  #checkScopes(principal: UserPrincipal, permission: PermissionName): void {
    const scopes = principal.token?.scopes;
    if (scopes && !scopesAllow(scopes, permission)) {
      throw new NotAllowedError(
        `This token has the scopes ${scopes.join(
          ', ',
        )}; ${permission} needs one of ${scopesFor(permission).join(', ')}`,
      );
    }
  }

  async #role(
    principal: UserPrincipal,
    kind: 'repository' | 'group' | 'portal',
    repository: RepositoryRecord | undefined,
    on: On,
  ): Promise<Role | undefined> {
    const account = await this.#account(principal);
    const group = kind === 'group' ? on.group : repository?.namespace;
    if (kind === 'group') {
      if (!group) {
        throw new InputError('This permission is about a group; name it');
      }
      if (!(await this.#groups.get(group))) {
        throw new NotFoundError(`There is no group "${group}"`);
      }
    }
    if (account.administrator) {
      return 'administrator';
    }
    if (kind === 'portal') {
      return 'reader';
    }
    const memberships = await this.#groups.membershipsOf(account.name);
    const membership = memberships.find(one => one.group === group);
    if (membership) {
      return membership.role;
    }
    return kind === 'group' || repository?.visibility === 'internal'
      ? 'reader'
      : undefined;
  }

  async #account(principal: UserPrincipal) {
    const name = accountName(principal.userEntityRef);
    const account = name ? await this.#accounts.get(name) : undefined;
    if (!account?.active) {
      throw new NotAllowedError(
        `The account of ${principal.userEntityRef} does not exist or is disabled`,
      );
    }
    return account;
  }
}

/** The account behind `user:default/<name>`; undefined for other refs. */
export function accountName(userEntityRef: string): string | undefined {
  return /^user:default\/(.+)$/.exec(userEntityRef)?.[1];
}

function authorizeRun(
  principal: RunPrincipal,
  permission: PermissionName,
  repository: RepositoryRecord | undefined,
  on: On,
): void {
  if (permission === 'dop.component.read') {
    return;
  }
  if (!repository || repository.id !== principal.repositoryId) {
    throw repository
      ? unknownRepository()
      : new NotAllowedError(`A run token does not have ${permission}`);
  }
  if (permission === 'dop.repository.push') {
    if (on.ref && !isProtectedRef(on.ref, repository.protectedRefs)) {
      return;
    }
    throw new NotAllowedError(
      `A run token may not push to ${on.ref ?? 'protected refs'}`,
    );
  }
  if (!runPermissions.has(permission)) {
    throw new NotAllowedError(`A run token does not have ${permission}`);
  }
}

function unknownRepository(): NotFoundError {
  return new NotFoundError('There is no such repository that you may read');
}

function refusal(
  permission: PermissionName,
  repository: RepositoryRecord | undefined,
  on: On,
  role: Role | undefined,
): string {
  const needed = permissionTable[permission].role;
  if (needed === 'administrator') {
    return `Only an administrator may do this (${permission})`;
  }
  const place = repository
    ? `${repository.namespace}/${repository.name}`
    : on.group ?? 'the portal';
  return `This needs the role ${needed} of ${place}; you are ${
    role ?? 'nobody'
  } there (${permission})`;
}

interface AuthorizerOptions {
  accounts: AccountStore;
  groups: GroupStore;
  repositories: RepositoryStore;
}
