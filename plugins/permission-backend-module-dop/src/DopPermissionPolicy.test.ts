import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import { dopPermissions, type UserPrincipal } from '@dop/plugin-access-common';
import { DopPermissionPolicy } from './DopPermissionPolicy';

const people: Record<string, UserPrincipal> = {
  'user:default/anna': {
    type: 'user',
    userEntityRef: 'user:default/anna',
    groups: [],
    administrator: true,
  },
  'user:default/bert': {
    type: 'user',
    userEntityRef: 'user:default/bert',
    groups: ['group:default/shop'],
    administrator: false,
  },
  'user:default/carla': {
    type: 'user',
    userEntityRef: 'user:default/carla',
    groups: [],
    administrator: false,
  },
};

describe('The permission policy', () => {
  const policy = DopPermissionPolicy.create({
    accounts: { get: async ref => people[ref] },
  });
  const decide = (name: string, permission: Permission) => {
    const credentials = mockCredentials.user(`user:default/${name}`);
    return policy.handle(
      { permission },
      {
        credentials,
        info: {
          userEntityRef: `user:default/${name}`,
          // Old claims say nothing: the account is asked.
          ownershipEntityRefs: ['group:default/admins'],
        },
      },
    );
  };
  const basic = (name: string) => createPermission({ name, attributes: {} });
  const task = (name: string) =>
    createPermission({
      name,
      attributes: {},
      resourceType: 'scaffolder-task',
    });
  const entity = (name: string) =>
    createPermission({ name, attributes: {}, resourceType: 'catalog-entity' });

  it('lets administrators do everything, and the dead nothing', async () => {
    for (const permission of [
      basic('anything.at.all'),
      entity('catalog.entity.delete'),
      dopPermissions['dop.audit.read'],
    ]) {
      expect(await decide('anna', permission)).toEqual({
        result: AuthorizeResult.ALLOW,
      });
      expect(await decide('gone', permission)).toEqual({
        result: AuthorizeResult.DENY,
      });
      expect(await policy.handle({ permission })).toEqual({
        result: AuthorizeResult.DENY,
      });
    }
  });

  it('follows the table for the permissions of the portal', async () => {
    const results = async (name: string) =>
      Promise.all(
        [
          dopPermissions['dop.component.read'],
          dopPermissions['dop.run.start'],
          dopPermissions['dop.account.administer'],
        ].map(async permission => (await decide(name, permission)).result),
      );
    expect(await results('bert')).toEqual(['ALLOW', 'ALLOW', 'DENY']);
    expect(await results('carla')).toEqual(['ALLOW', 'DENY', 'DENY']);
  });

  it('shows private entities to their owners only', async () => {
    expect(await decide('bert', catalogEntityReadPermission)).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: {
        anyOf: [
          {
            not: {
              rule: 'HAS_ANNOTATION',
              resourceType: 'catalog-entity',
              params: { annotation: 'dop/visibility', value: 'private' },
            },
          },
          {
            rule: 'IS_ENTITY_OWNER',
            resourceType: 'catalog-entity',
            params: { claims: ['user:default/bert', 'group:default/shop'] },
          },
        ],
      },
    });
  });

  it('keeps locations, deletion and whatever is new for administrators', async () => {
    for (const permission of [
      basic('catalog.location.create'),
      basic('catalog.location.read'),
      basic('catalog.location.delete'),
      basic('catalog.entity.create'),
      entity('catalog.entity.delete'),
      basic('scaffolder.template.management'),
      basic('kubernetes.proxy'),
      basic('brand.new'),
      task('scaffolder.task.new'),
    ]) {
      expect([
        permission.name,
        (await decide('bert', permission)).result,
      ]).toEqual([permission.name, 'DENY']);
    }
  });

  it('lets people use templates and see their own tasks', async () => {
    expect(await decide('carla', basic('scaffolder.task.create'))).toEqual({
      result: AuthorizeResult.ALLOW,
    });
    expect(await decide('carla', task('scaffolder.task.read'))).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: {
        rule: 'IS_TASK_OWNER',
        params: { createdBy: ['user:default/carla'] },
      },
    });
  });
});
