import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import {
  AuthenticationError,
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  permissionTable,
  repositoryNameProblem,
  roleAllows,
  type PermissionName,
  type Principal,
  type RepositoryRecord,
  type Role,
  type TokenScope,
  type VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';

/** Accounts, groups and records in memory; rights by the real table. */
export class FakeAccess implements AccessService {
  readonly records = new Map<string, RepositoryRecord>();
  readonly #secrets = new Map<string, Principal>();
  /** `account` to `group` to role. */
  readonly #roles = new Map<string, Map<string, Role>>();

  /** Adds an account and returns a token of it. */
  account(
    name: string,
    roles: Record<string, 'owner' | 'member'>,
    options: {
      administrator?: boolean;
      scopes?: TokenScope[];
      secret?: string;
    } = {},
  ): string {
    this.#roles.set(name, new Map(Object.entries(roles)));
    const secret =
      options.secret ?? `dop_pat_${randomUUID().slice(0, 8)}_${name}`;
    this.#secrets.set(secret, {
      type: 'user',
      userEntityRef: `user:default/${name}`,
      displayName: name,
      email: `${name}@example.com`,
      groups: Object.keys(roles).map(group => `group:default/${group}`),
      administrator: options.administrator ?? false,
      token: {
        id: name,
        scopes: options.scopes ?? [
          'api',
          'repository:read',
          'repository:write',
        ],
      },
    });
    return secret;
  }

  /** A run token of a repository. */
  runToken(repositoryId: string): string {
    const secret = `dop_run_${randomUUID()}`;
    this.#secrets.set(secret, {
      type: 'run',
      runId: 'run-1',
      runNumber: 1,
      workflowId: 'workflow-1',
      stepId: 'source',
      instanceKey: 'source',
      attempt: 1,
      epoch: 1,
      repositoryId,
      ref: 'refs/heads/topic',
      protectedRef: false,
      commit: '0'.repeat(40),
      isolated: false,
      refSlug: 'topic',
    });
    return secret;
  }

  revoke(secret: string): void {
    this.#secrets.delete(secret);
  }

  /** By the token in the header `x-token`; without one it is a plugin. */
  async principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal> {
    const secret = request.header('x-token');
    const principal: Principal = secret
      ? await this.principalFromSecret(secret)
      : { type: 'service', subject: 'plugin:test' };
    if (!(options?.allow ?? ['user', 'service']).includes(principal.type)) {
      throw new NotAllowedError(`Not for a ${principal.type}`);
    }
    return principal;
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    const principal = this.#secrets.get(secret);
    if (!principal) {
      throw new AuthenticationError('This token is not valid');
    }
    return principal;
  }

  async authorize(
    principal: Principal,
    permission: PermissionName,
    on: { repositoryId?: string; group?: string } = {},
  ): Promise<void> {
    if (principal.type === 'service') {
      return;
    }
    const record = on.repositoryId
      ? this.records.get(on.repositoryId)
      : undefined;
    if (permissionTable[permission].on === 'repository' && !record) {
      throw new NotFoundError('There is no such repository');
    }
    if (principal.type === 'run') {
      if (
        permission !== 'dop.repository.read' ||
        on.repositoryId !== principal.repositoryId
      ) {
        throw new NotFoundError('There is no such repository');
      }
      return;
    }
    const role = this.#role(principal, record, on.group);
    if (record && !role) {
      throw new NotFoundError('There is no such repository');
    }
    if (!roleAllows(role, permission)) {
      throw new NotAllowedError(`${permission} needs more`);
    }
  }

  async visibleRepositories(
    principal: Principal,
  ): Promise<VisibleRepositories> {
    if (principal.type === 'service') {
      return { all: true };
    }
    return {
      all: false,
      repositoryIds: [...this.records.values()]
        .filter(record =>
          principal.type === 'run'
            ? record.id === principal.repositoryId
            : this.#role(principal, record) !== undefined,
        )
        .map(({ id }) => id),
    };
  }

  async repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    return [...this.records.values()].find(record =>
      'id' in by
        ? record.id === by.id
        : record.namespace === by.namespace &&
          record.name.toLowerCase() === by.name.toLowerCase(),
    );
  }

  async create(options: {
    namespace: string;
    name: string;
    visibility?: 'internal' | 'private';
  }): Promise<RepositoryRecord> {
    const problem = repositoryNameProblem(options.name);
    if (problem) {
      throw new ConflictError(problem);
    }
    if (await this.repository(options)) {
      throw new ConflictError('There is already a repository of that name');
    }
    const now = new Date().toISOString();
    const record: RepositoryRecord = {
      id: randomUUID(),
      namespace: options.namespace,
      name: options.name,
      owner: `group:default/${options.namespace}`,
      visibility: options.visibility ?? 'internal',
      defaultBranch: 'main',
      protectedRefs: ['refs/heads/main', 'refs/tags/*'],
      trust: 'none',
      createdAt: now,
      updatedAt: now,
    };
    this.records.set(record.id, record);
    return record;
  }

  change(id: string, change: Partial<RepositoryRecord>): RepositoryRecord {
    const before = this.records.get(id);
    if (!before) {
      throw new NotFoundError('There is no such repository');
    }
    const record = {
      ...before,
      ...change,
      updatedAt: new Date(Date.parse(before.updatedAt) + 1).toISOString(),
    };
    this.records.set(id, record);
    return record;
  }

  #role(
    principal: Principal,
    record?: RepositoryRecord,
    group = record?.namespace,
  ): Role | undefined {
    if (principal.type !== 'user') {
      return undefined;
    }
    if (principal.administrator) {
      return 'administrator';
    }
    const name = principal.userEntityRef.replace(/^.*\//, '');
    return (
      this.#roles.get(name)?.get(group ?? '') ??
      (record && record.visibility === 'private' ? undefined : 'reader')
    );
  }
}
