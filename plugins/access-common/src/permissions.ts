import {
  createPermission,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import type { Role } from './types';

type Action = 'create' | 'read' | 'update' | 'delete';

/**
 * Every permission of the portal with the weakest role that has it. Roles are
 * relative to a repository where `on` is `repository`, else to the portal:
 * there `reader` is anybody signed in and `administrator` nobody else.
 */
const table = {
  'dop.repository.read': { action: 'read', role: 'reader', on: 'repository' },
  'dop.repository.create': { action: 'create', role: 'member', on: 'group' },
  'dop.repository.push': {
    action: 'update',
    role: 'member',
    on: 'repository',
  },
  'dop.repository.administer': {
    action: 'update',
    role: 'owner',
    on: 'repository',
  },
  'dop.repository.trust': {
    action: 'update',
    role: 'administrator',
    on: 'repository',
  },
  'dop.workflow.read': { action: 'read', role: 'reader', on: 'repository' },
  'dop.run.read': { action: 'read', role: 'reader', on: 'repository' },
  'dop.run.start': { action: 'create', role: 'member', on: 'repository' },
  'dop.run.cancel': { action: 'update', role: 'member', on: 'repository' },
  'dop.run.pause': { action: 'update', role: 'member', on: 'repository' },
  // Who of those that may read it decides is said by the workflow.
  'dop.run.approve': { action: 'update', role: 'reader', on: 'repository' },
  'dop.workflow.drain': { action: 'update', role: 'owner', on: 'repository' },
  'dop.secret.administer': { action: 'update', role: 'owner', on: 'group' },
  'dop.report.read': { action: 'read', role: 'reader', on: 'repository' },
  'dop.report.write': { action: 'create', role: 'member', on: 'repository' },
  'dop.image.read': { action: 'read', role: 'reader', on: 'repository' },
  'dop.image.write': { action: 'create', role: 'member', on: 'repository' },
  'dop.image.delete': { action: 'delete', role: 'owner', on: 'repository' },
  'dop.component.read': { action: 'read', role: 'reader', on: 'portal' },
  'dop.component.publish': {
    action: 'create',
    role: 'owner',
    on: 'repository',
  },
  'dop.account.read': { action: 'read', role: 'reader', on: 'portal' },
  'dop.account.administer': {
    action: 'update',
    role: 'administrator',
    on: 'portal',
  },
  'dop.group.administer': { action: 'update', role: 'owner', on: 'group' },
  'dop.token.manage': { action: 'update', role: 'reader', on: 'portal' },
  'dop.audit.read': { action: 'read', role: 'administrator', on: 'portal' },
  'dop.operations.read': {
    action: 'read',
    role: 'administrator',
    on: 'portal',
  },
  'dop.operations.write': {
    action: 'update',
    role: 'administrator',
    on: 'portal',
  },
} as const satisfies Record<
  string,
  { action: Action; role: Role; on: 'repository' | 'group' | 'portal' }
>;

export type PermissionName = keyof typeof table;

export const permissionTable: Record<
  PermissionName,
  { action: Action; role: Role; on: 'repository' | 'group' | 'portal' }
> = table;

/** The same permissions in Backstage's form, by name. */
export const dopPermissions = Object.fromEntries(
  Object.entries(table).map(([name, { action }]) => [
    name,
    createPermission({ name, attributes: { action } }),
  ]),
) as Record<PermissionName, BasicPermission>;

const strength: Record<Role, number> = {
  reader: 1,
  member: 2,
  owner: 3,
  administrator: 4,
};

/** Whether `role` is enough for `permission`. `undefined` is no role at all. */
export function roleAllows(
  role: Role | undefined,
  permission: PermissionName,
): boolean {
  return (
    role !== undefined && strength[role] >= strength[table[permission].role]
  );
}
