import { createHash } from 'node:crypto';
import type { Request } from 'express';
import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  roleAllows,
  type PermissionName,
  type Principal,
  type RepositoryRecord,
  type Role,
  type RunPrincipal,
  type UserPrincipal,
  type VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';

/** The access plugin in memory: what a secret stands for is set by the test. */
export class TestAccess implements AccessService {
  readonly secrets = new Map<string, Principal>();
  readonly records = new Map<string, RepositoryRecord>();
  /** Roles by `<user> <repository id>`. */
  readonly roles = new Map<string, Role>();

  addRecord(
    namespace: string,
    name: string,
    options: Partial<RepositoryRecord> = {},
  ): RepositoryRecord {
    const id =
      options.id ??
      createHash('sha256').update(`${namespace}/${name}`).digest('hex');
    const record: RepositoryRecord = {
      id,
      namespace,
      name,
      owner: `group:default/${namespace}`,
      visibility: 'internal',
      defaultBranch: 'main',
      protectedRefs: ['refs/heads/main'],
      trust: 'none',
      createdAt: new Date(0).toISOString(),
      updatedAt: new Date(0).toISOString(),
      ...options,
    };
    this.records.set(record.id, record);
    return record;
  }

  addUser(
    secret: string,
    name: string,
    options: Partial<UserPrincipal> = {},
  ): void {
    this.secrets.set(secret, {
      type: 'user',
      userEntityRef: `user:default/${name}`,
      groups: [],
      administrator: false,
      ...options,
    });
  }

  addRun(
    secret: string,
    record: RepositoryRecord,
    options: Partial<RunPrincipal> = {},
  ): void {
    this.secrets.set(secret, {
      type: 'run',
      runId: 'run-1',
      runNumber: 1,
      workflowId: 'workflow-1',
      stepId: 'image',
      instanceKey: 'image',
      attempt: 1,
      epoch: 1,
      repositoryId: record.id,
      ref: 'refs/heads/main',
      protectedRef: true,
      commit: '3f2a1c0000000000000000000000000000000000',
      isolated: true,
      refSlug: 'main',
      ...options,
    });
  }

  give(user: string, record: RepositoryRecord, role: Role): void {
    this.roles.set(`user:default/${user} ${record.id}`, role);
  }

  async principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal> {
    const secret = /^Bearer\s+(\S+)$/.exec(
      request.headers.authorization ?? '',
    )?.[1];
    const principal = await this.principalFromSecret(secret ?? '');
    if (!(options?.allow ?? ['user', 'service']).includes(principal.type)) {
      throw new NotAllowedError(`A ${principal.type} may not do this`);
    }
    return principal;
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    const principal = this.secrets.get(secret);
    if (!principal) {
      throw new AuthenticationError('This token is not valid');
    }
    return principal;
  }

  async authorize(
    principal: Principal,
    permission: PermissionName,
    on: { repositoryId?: string } = {},
  ): Promise<void> {
    const record = this.records.get(on.repositoryId ?? '');
    const role = record && this.#role(principal, record);
    if (!role) {
      throw new NotFoundError('There is no such repository');
    }
    if (!roleAllows(role, permission)) {
      throw new NotAllowedError(`A ${role} may not ${permission}`);
    }
  }

  async visibleRepositories(
    principal: Principal,
  ): Promise<VisibleRepositories> {
    if (principal.type === 'user' && principal.administrator) {
      return { all: true };
    }
    return {
      all: false,
      repositoryIds: [...this.records.values()]
        .filter(record => this.#role(principal, record))
        .map(({ id }) => id),
    };
  }

  async repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    return 'id' in by
      ? this.records.get(by.id)
      : [...this.records.values()].find(
          record =>
            record.namespace === by.namespace && record.name === by.name,
        );
  }

  #role(principal: Principal, record: RepositoryRecord): Role | undefined {
    if (principal.type === 'run') {
      return principal.repositoryId === record.id ? 'member' : undefined;
    }
    if (principal.type !== 'user') {
      return undefined;
    }
    if (principal.administrator) {
      return 'administrator';
    }
    return (
      this.roles.get(`${principal.userEntityRef} ${record.id}`) ??
      (record.visibility === 'internal' ? 'reader' : undefined)
    );
  }
}
