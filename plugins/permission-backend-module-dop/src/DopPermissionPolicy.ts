import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  type Permission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  isPermissionName,
  permissionTable,
  type PermissionName,
  type UserPrincipal,
} from '@dop/plugin-access-common';
import type { LiveAccounts } from './LiveAccounts';

type Accounts = Pick<LiveAccounts, 'get'>;

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/** What everybody signed in may do, beside the table of the portal. */
const signedIn = new Set([
  'catalog.entity.validate',
  'scaffolder.action.execute',
  'scaffolder.template.parameter.read',
  'scaffolder.template.step.read',
  'scaffolder.task.create',
  'kubernetes.clusters.read',
  'kubernetes.resources.read',
]);

/**
 * The permission policy. Administrators may do everything, dead accounts
 * nothing. What is not named here is for administrators only: registering
 * locations, deleting entities, the raw Kubernetes proxy, and all that a new
 * plugin brings.
 *
 * @remarks The permissions of the portal have no resource in Backstage's
 * sense, so for those on a repository the answer is whether the account has
 * the role anywhere; each route asks for the repository itself.
 */
export class DopPermissionPolicy implements PermissionPolicy {
  readonly #accounts: Accounts;

  private constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  static create(options: { accounts: Accounts }): DopPermissionPolicy {
    return new DopPermissionPolicy(options.accounts);
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const userEntityRef = user && userOf(user);
    const account = userEntityRef && (await this.#accounts.get(userEntityRef));
    if (!account) {
      return deny;
    }
    if (account.administrator) {
      return allow;
    }
    if (isPermissionName(permission.name)) {
      return decideByTable(permission.name, account);
    }
    return signedIn.has(permission.name)
      ? allow
      : decideOnResource(permission, account);
  }
}

function userOf({ credentials }: PolicyQueryUser): string | undefined {
  const principal = credentials.principal as {
    type?: string;
    userEntityRef?: string;
  };
  return principal.type === 'user' ? principal.userEntityRef : undefined;
}

function decideByTable(
  name: PermissionName,
  account: UserPrincipal,
): PolicyDecision {
  switch (permissionTable[name].role) {
    case 'reader':
      return allow;
    case 'member':
    case 'owner':
      return account.groups.length > 0 ? allow : deny;
    default:
      return deny;
  }
}

function decideOnResource(
  permission: Permission,
  account: UserPrincipal,
): PolicyDecision {
  const claims = [account.userEntityRef, ...account.groups];
  if (isResourcePermission(permission, 'catalog-entity')) {
    switch (permission.name) {
      case 'catalog.entity.read':
        return createCatalogConditionalDecision(permission, {
          anyOf: [
            {
              not: catalogConditions.hasAnnotation({
                annotation: 'dop/visibility',
                value: 'private',
              }),
            },
            catalogConditions.isEntityOwner({ claims }),
          ],
        });
      case 'catalog.entity.refresh':
        return createCatalogConditionalDecision(
          permission,
          catalogConditions.isEntityOwner({ claims }),
        );
      default:
        return deny;
    }
  }
  if (
    isResourcePermission(permission, 'scaffolder-task') &&
    ['scaffolder.task.read', 'scaffolder.task.cancel'].includes(permission.name)
  ) {
    return ownTasks(permission, account.userEntityRef);
  }
  return deny;
}

function ownTasks(
  permission: ResourcePermission<'scaffolder-task'>,
  userEntityRef: string,
): PolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'scaffolder',
    resourceType: permission.resourceType,
    conditions: {
      rule: 'IS_TASK_OWNER',
      resourceType: permission.resourceType,
      params: { createdBy: [userEntityRef] },
    },
  };
}
