import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Group, GroupMembership } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import { containsText } from './containsText';
import { isUniqueViolation } from './isUniqueViolation';

interface GroupRow {
  name: string;
  display_name: string;
  description: string | null;
}

interface MembershipRow {
  group_name: string;
  account: string;
  role: GroupMembership['role'];
}

/** Groups and who is in them. */
export class GroupStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): GroupStore {
    return new GroupStore(knex);
  }

  async get(name: string, trx: Knex = this.#knex): Promise<Group | undefined> {
    const row = await trx<GroupRow>('groups').where({ name }).first();
    if (!row) {
      return undefined;
    }
    const members = await trx<MembershipRow>('memberships')
      .where({ group_name: name })
      .orderBy('account');
    return toGroup(row, members);
  }

  /** By name, after `after`, with their members. */
  async list(options: {
    search?: string;
    after?: string;
    limit: number;
  }): Promise<Group[]> {
    const rows: GroupRow[] = await this.#knex<GroupRow>('groups')
      .modify(query => {
        if (options.after) {
          query.where('name', '>', options.after);
        }
        if (options.search) {
          containsText(query, ['name', 'display_name'], options.search);
        }
      })
      .orderBy('name')
      .limit(options.limit);
    const members = await this.#knex<MembershipRow>('memberships')
      .whereIn(
        'group_name',
        rows.map(row => row.name),
      )
      .orderBy('account');
    return rows.map(row =>
      toGroup(
        row,
        members.filter(member => member.group_name === row.name),
      ),
    );
  }

  /** The groups that an account is in, with its role, by name. */
  async membershipsOf(
    account: string,
    trx: Knex = this.#knex,
  ): Promise<{ group: string; role: GroupMembership['role'] }[]> {
    const rows = await trx<MembershipRow>('memberships')
      .where({ account })
      .orderBy('group_name');
    return rows.map(row => ({ group: row.group_name, role: row.role }));
  }

  /** @throws ConflictError when the name is taken */
  async insert(
    trx: Knex,
    group: { name: string; displayName: string; description?: string },
  ): Promise<void> {
    try {
      await trx('groups').insert({
        name: group.name,
        display_name: group.displayName,
        description: group.description ?? null,
        created_at: Date.now(),
      });
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new ConflictError(`There is already a group "${group.name}"`);
      }
      throw error;
    }
  }

  /** Changes what people read about a group; its name stays. */
  async update(
    trx: Knex,
    name: string,
    change: { displayName?: string; description?: string },
  ): Promise<void> {
    const values = {
      ...(change.displayName !== undefined && {
        display_name: change.displayName,
      }),
      ...(change.description !== undefined && {
        description: change.description || null,
      }),
    };
    if (Object.keys(values).length > 0) {
      await trx('groups').where({ name }).update(values);
    }
  }

  /** Lets one account take the place of another in all of its groups. */
  async handOver(trx: Knex, from: string, to: string): Promise<void> {
    const memberships = await trx('memberships').where({ account: from });
    for (const { group_name: name, role } of memberships) {
      await this.setMember(trx, name, { account: to, role });
    }
    await trx('memberships').where({ account: from }).delete();
  }

  /** @throws NotFoundError when there is no such account or group */
  async setMember(
    trx: Knex,
    name: string,
    membership: GroupMembership,
  ): Promise<void> {
    const account = await trx('accounts')
      .where({ name: membership.account })
      .first('name');
    if (!account) {
      throw new NotFoundError(`There is no account "${membership.account}"`);
    }
    await trx('memberships')
      .insert({
        group_name: name,
        account: membership.account,
        role: membership.role,
      })
      .onConflict(['group_name', 'account'])
      .merge();
  }

  /** False if the account was not in the group. */
  async removeMember(
    trx: Knex,
    name: string,
    account: string,
  ): Promise<boolean> {
    const count = await trx('memberships')
      .where({ group_name: name, account })
      .delete();
    return count > 0;
  }
}

function toGroup(row: GroupRow, members: MembershipRow[]): Group {
  return {
    name: row.name,
    groupEntityRef: `group:default/${row.name}`,
    displayName: row.display_name,
    description: row.description ?? undefined,
    members: members.map(({ account, role }) => ({ account, role })),
  };
}
