import type { Knex } from 'knex';
import { randomHex, sha256 } from '../security/secrets';
import { isUniqueViolation } from './isUniqueViolation';

const firstLifetimeMs = 3600_000;
const invitationLifetimeMs = 3 * 24 * 3600_000;

/**
 * Links that open the portal once: the first one, which makes the
 * administrator, and invitations, with which an account sets its password.
 * Their keys are stored hashed.
 */
export class LinkStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): LinkStore {
    return new LinkStore(knex);
  }

  /** Until when the unused first link lives or lived, if one was ever made. */
  async firstExpiresAt(): Promise<Date | undefined> {
    const row = await this.#knex('links')
      .whereNull('account')
      .first('expires_at');
    return row && new Date(Number(row.expires_at));
  }

  /** Whether a key is that of the living first link. */
  async firstAlive(key: string): Promise<boolean> {
    const row = await this.#knex('links')
      .where({ key_hash: sha256(key) })
      .whereNull('account')
      .andWhere('expires_at', '>', Date.now())
      .first('key_hash');
    return row !== undefined;
  }

  /** Makes the first link; an older one no longer works. */
  async renewFirst(): Promise<{ key: string; expiresAt: Date }> {
    const key = randomHex(32);
    const now = Date.now();
    const expiresAt = now + firstLifetimeMs;
    await this.#knex.transaction(async trx => {
      await trx('links').whereNull('account').delete();
      await trx('links').insert({
        key_hash: sha256(key),
        created_at: now,
        expires_at: expiresAt,
      });
    });
    return { key, expiresAt: new Date(expiresAt) };
  }

  /**
   * Makes the administrator's account if the key is that of a living first
   * link and there is no administrator. False if not.
   *
   * @remarks One statement, so that of many at once one succeeds: the column
   * `first_key_hash` is unique, and a link makes one account.
   */
  async consumeFirst(
    trx: Knex,
    key: string,
    account: { name: string; displayName: string },
  ): Promise<boolean> {
    const now = Date.now();
    const keyHash = sha256(key);
    try {
      const inserted = await returned(
        trx,
        `insert into accounts
          (name, display_name, administrator, active, created_at, first_key_hash)
        select cast(? as varchar(63)), cast(? as varchar(200)), true, true,
          cast(? as bigint), key_hash
        from links
        where key_hash = ? and account is null and expires_at > ?
          and not exists (
            select 1 from accounts
            where administrator = true and active = true and setup = false
          )
        returning name`,
        [account.name, account.displayName, now, keyHash, now],
      );
      return inserted.length > 0;
    } catch (error) {
      if (isUniqueViolation(error)) {
        return false;
      }
      throw error;
    }
  }

  /** Forgets the first link: there is an administrator. */
  async removeFirst(trx: Knex = this.#knex): Promise<void> {
    await trx('links').whereNull('account').delete();
  }

  /** Makes an invitation; an older one of the account no longer works. */
  async invite(
    account: string,
    trx: Knex = this.#knex,
  ): Promise<{ key: string; expiresAt: Date }> {
    const key = randomHex(32);
    const now = Date.now();
    const expiresAt = now + invitationLifetimeMs;
    await trx('links')
      .insert({
        key_hash: sha256(key),
        account,
        created_at: now,
        expires_at: expiresAt,
      })
      .onConflict('account')
      .merge();
    return { key, expiresAt: new Date(expiresAt) };
  }

  /** The account that a living invitation is for. */
  async invited(key: string): Promise<string | undefined> {
    const row = await this.#invitation(this.#knex, key).first('account');
    return row?.account;
  }

  /** Uses up an invitation, in one statement. The account; undefined if it is dead. */
  async consumeInvitation(trx: Knex, key: string): Promise<string | undefined> {
    const [row] = await returned(
      trx,
      `delete from links
      where key_hash = ? and account is not null and expires_at > ?
      returning account`,
      [sha256(key), Date.now()],
    );
    return row?.account;
  }

  #invitation(knex: Knex, key: string): Knex.QueryBuilder {
    return knex('links')
      .where({ key_hash: sha256(key) })
      .whereNotNull('account')
      .andWhere('expires_at', '>', Date.now());
  }
}

/** Knex knows `returning` of neither statement on SQLite; both databases do. */
async function returned(
  knex: Knex,
  sql: string,
  bindings: (string | number)[],
): Promise<Record<string, string>[]> {
  const result = await knex.raw(sql, bindings);
  return Array.isArray(result) ? result : result.rows;
}
