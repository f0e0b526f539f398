import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Account } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import { containsText } from './containsText';
import { isUniqueViolation } from './isUniqueViolation';
import { isoTime, optionalIsoTime } from './times';

interface AccountRow {
  name: string;
  display_name: string;
  email: string | null;
  administrator: boolean | number;
  active: boolean | number;
  setup: boolean | number;
  created_at: number | string;
  last_seen_at: number | string | null;
}

const columns = [
  'name',
  'display_name',
  'email',
  'administrator',
  'active',
  'created_at',
  'last_seen_at',
] as const;
const seenEveryMs = 60_000;

export interface NewAccount {
  name: string;
  displayName: string;
  email?: string;
  administrator?: boolean;
  /** The account of the portal's own set-up, which counts as nobody's. */
  setup?: boolean;
}

/** Accounts and their passwords. */
export class AccountStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): AccountStore {
    return new AccountStore(knex);
  }

  async get(
    name: string,
    trx: Knex = this.#knex,
  ): Promise<Account | undefined> {
    const row = await trx<AccountRow>('accounts')
      .where({ name })
      .first(...columns);
    return row && toAccount(row);
  }

  /** By name, after `after`. */
  async list(options: {
    search?: string;
    after?: string;
    limit: number;
  }): Promise<Account[]> {
    const rows = await this.#knex<AccountRow>('accounts')
      .select(...columns)
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
    return rows.map(toAccount);
  }

  /** @throws ConflictError when the name is taken */
  async insert(trx: Knex, account: NewAccount): Promise<Account> {
    try {
      const [row] = await trx<AccountRow>('accounts')
        .insert({
          name: account.name,
          display_name: account.displayName,
          email: account.email ?? null,
          administrator: account.administrator ?? false,
          active: true,
          setup: account.setup ?? false,
          created_at: Date.now(),
        })
        .returning([...columns]);
      return toAccount(row);
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new ConflictError(
          `There is already an account "${account.name}"`,
        );
      }
      throw error;
    }
  }

  /**
   * Changes an account.
   *
   * @throws ConflictError when nobody would be left to administer the portal
   */
  async update(
    trx: Knex.Transaction,
    name: string,
    change: {
      displayName?: string;
      email?: string;
      administrator?: boolean;
      active?: boolean;
    },
  ): Promise<Account> {
    if (change.administrator === false || change.active === false) {
      await this.#checkOtherAdministrator(trx, name);
    }
    const values = {
      ...(change.displayName !== undefined && {
        display_name: change.displayName,
      }),
      ...(change.email !== undefined && { email: change.email || null }),
      ...(change.administrator !== undefined && {
        administrator: change.administrator,
      }),
      ...(change.active !== undefined && { active: change.active }),
    };
    if (Object.keys(values).length > 0) {
      await trx<AccountRow>('accounts').where({ name }).update(values);
    }
    const account = await this.get(name, trx);
    if (!account) {
      throw new NotFoundError(`There is no account "${name}"`);
    }
    return account;
  }

  /** Somebody else has to be left who administers the portal and can sign in. */
  async #checkOtherAdministrator(
    trx: Knex.Transaction,
    name: string,
  ): Promise<void> {
    const administrators: string[] = await trx<AccountRow>('accounts')
      .where({ administrator: true, active: true, setup: false })
      .orderBy('name')
      .forUpdate()
      .pluck('name');
    if (!administrators.includes(name)) {
      return;
    }
    const others = administrators.filter(other => other !== name);
    const able = await trx('passwords').whereIn('account', others).first();
    if (!able) {
      throw new ConflictError(
        others.length > 0
          ? `"${name}" is the last administrator who can sign in: ${others.join(
              ', ',
            )} has not chosen a password yet`
          : `"${name}" is the last administrator; make another account administrator first`,
      );
    }
  }

  async administratorExists(): Promise<boolean> {
    return (await this.firstAdministrator()) !== undefined;
  }

  /** The oldest living administrator, the portal's own set-up apart. */
  async firstAdministrator(): Promise<string | undefined> {
    const row = await this.#knex<AccountRow>('accounts')
      .where({ administrator: true, active: true, setup: false })
      .orderBy('created_at')
      .first('name');
    return row?.name;
  }

  /** Notes that the account did something, at most once a minute. */
  async seen(name: string): Promise<void> {
    const now = Date.now();
    await this.#knex('accounts')
      .where({ name })
      .where(query =>
        query
          .whereNull('last_seen_at')
          .orWhere('last_seen_at', '<', now - seenEveryMs),
      )
      .update({ last_seen_at: now });
  }

  async passwordHash(name: string): Promise<string | undefined> {
    const row = await this.#knex('passwords')
      .where({ account: name })
      .first('hash');
    return row?.hash;
  }

  async setPasswordHash(trx: Knex, name: string, hash: string): Promise<void> {
    await trx('passwords')
      .insert({ account: name, hash, changed_at: Date.now() })
      .onConflict('account')
      .merge();
  }
}

function toAccount(row: Omit<AccountRow, 'setup'>): Account {
  return {
    name: row.name,
    userEntityRef: `user:default/${row.name}`,
    displayName: row.display_name,
    email: row.email ?? undefined,
    administrator: Boolean(row.administrator),
    active: Boolean(row.active),
    createdAt: isoTime(row.created_at),
    lastSeenAt: optionalIsoTime(row.last_seen_at),
  };
}
