import type { GroupEntity, UserEntity } from '@backstage/catalog-model';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { AccountStore } from '../database/AccountStore';
import type { GroupStore } from '../database/GroupStore';

const pageSize = 500;

/** Owns what ships with the portal. The name is reserved, so it is nobody else's. */
const portalGroup = 'dop';

/** Accounts and groups as the catalog knows them. */
export class Directory {
  readonly #options: DirectoryOptions;

  private constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  static create(options: DirectoryOptions): Directory {
    return new Directory(options);
  }

  /** Runs a change of accounts or groups and tells the catalog of it. */
  async change<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const { knex, outbox } = this.#options;
    const result = await knex.transaction(async trx => {
      const value = await work(trx);
      await outbox.enqueue(trx, ['catalog'], {
        type: 'dop.directory.changed',
        subject: 'directory',
        data: {},
      });
      return value;
    });
    outbox.wake();
    return result;
  }

  /**
   * Users of living accounts, and groups, in the namespace `default`. Beside the
   * groups that people made, `dop`: the administrators.
   */
  async entities(): Promise<(UserEntity | GroupEntity)[]> {
    const { accounts, groups } = this.#options;
    const users: UserEntity[] = [];
    const allGroups: GroupEntity[] = [];
    const administrators: string[] = [];
    const groupsOf = new Map<string, string[]>();
    for (let after: string | undefined; ; ) {
      const page = await groups.list({ after, limit: pageSize });
      for (const group of page) {
        for (const { account } of group.members) {
          groupsOf.set(account, [...(groupsOf.get(account) ?? []), group.name]);
        }
        allGroups.push(
          groupEntity(group.name, group.displayName, group.description),
        );
      }
      if (page.length < pageSize) {
        break;
      }
      after = page[page.length - 1].name;
    }
    for (let after: string | undefined; ; ) {
      const page = await accounts.list({ after, limit: pageSize });
      for (const account of page.filter(({ active }) => active)) {
        if (account.administrator) {
          administrators.push(account.name);
        }
        users.push({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: {
            namespace: 'default',
            name: account.name,
            title: account.displayName,
          },
          spec: {
            profile: {
              displayName: account.displayName,
              ...(account.email && { email: account.email }),
            },
            memberOf: groupsOf.get(account.name) ?? [],
          },
        });
      }
      if (page.length < pageSize) {
        break;
      }
      after = page[page.length - 1].name;
    }
    const portal = groupEntity(
      portalGroup,
      'DOP',
      'The administrators: they own what ships with the portal.',
    );
    // No team: nobody makes a repository in its name.
    portal.spec = { ...portal.spec, type: 'portal', members: administrators };
    return [...users, ...allGroups, portal];
  }
}

function groupEntity(
  name: string,
  title: string,
  description?: string,
): GroupEntity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { namespace: 'default', name, title, description },
    spec: {
      type: 'team',
      profile: { displayName: title },
      children: [],
    },
  };
}

interface DirectoryOptions {
  knex: Knex;
  outbox: Outbox;
  accounts: AccountStore;
  groups: GroupStore;
}
