import type { Knex } from 'knex';
import { randomHex, sameSecret, sha256 } from '../security/secrets';
import { isoTime } from './times';

const lifetimeMs = 30 * 24 * 3600_000;
const idleLimitMs = 7 * 24 * 3600_000;
const seenEveryMs = 60_000;

interface SessionRow {
  id: string;
  secret_hash: string;
  account: string;
  created_at: number | string;
  expires_at: number | string;
  last_seen_at: number | string;
  user_agent: string | null;
  ended_at: number | string | null;
}

/** A signed-in browser. */
export interface Session {
  id: string;
  createdAt: string;
  expiresAt: string;
  lastSeenAt: string;
  userAgent?: string;
}

/** Sessions of browsers. The cookie is `<id>.<secret>`; the secret is stored hashed. */
export class SessionStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): SessionStore {
    return new SessionStore(knex);
  }

  async start(
    account: string,
    userAgent: string | undefined,
    trx: Knex = this.#knex,
  ): Promise<{ id: string; cookie: string; maxAgeSeconds: number }> {
    const id = randomHex(8);
    const secret = randomHex(32);
    const now = Date.now();
    await trx('sessions').insert({
      id,
      secret_hash: sha256(secret),
      account,
      created_at: now,
      expires_at: now + lifetimeMs,
      last_seen_at: now,
      user_agent: userAgent?.slice(0, 300) ?? null,
    });
    return { id, cookie: `${id}.${secret}`, maxAgeSeconds: lifetimeMs / 1000 };
  }

  /** Account and id of the living session that a cookie opens. */
  async open(
    cookie: string,
  ): Promise<{ id: string; account: string } | undefined> {
    const [id, secret] = cookie.split('.');
    if (!id || !secret) {
      return undefined;
    }
    const row = await this.#living().where({ id }).first();
    if (!row || !sameSecret(row.secret_hash, sha256(secret))) {
      return undefined;
    }
    await this.#knex('sessions')
      .where({ id })
      .andWhere('last_seen_at', '<', Date.now() - seenEveryMs)
      .update({ last_seen_at: Date.now() });
    return { id: row.id, account: row.account };
  }

  async isAlive(id: string, account: string): Promise<boolean> {
    return (
      (await this.#living().where({ id, account }).first('id')) !== undefined
    );
  }

  async list(account: string): Promise<Session[]> {
    const rows = await this.#living()
      .where({ account })
      .orderBy('created_at', 'desc')
      .limit(200);
    return rows.map(row => ({
      id: row.id,
      createdAt: isoTime(row.created_at),
      expiresAt: isoTime(row.expires_at),
      lastSeenAt: isoTime(row.last_seen_at),
      userAgent: row.user_agent ?? undefined,
    }));
  }

  /** Ends sessions of an account: one, or all, or all but one. The number ended. */
  async end(
    account: string,
    which: { id?: string; except?: string } = {},
    trx: Knex = this.#knex,
  ): Promise<number> {
    return trx('sessions')
      .where({ account })
      .whereNull('ended_at')
      .modify(query => {
        if (which.id !== undefined) {
          query.where({ id: which.id });
        }
        if (which.except !== undefined) {
          query.whereNot({ id: which.except });
        }
      })
      .update({ ended_at: Date.now() });
  }

  /** Forgets sessions that ended or expired a week ago. */
  async tidy(): Promise<void> {
    const before = Date.now() - idleLimitMs;
    await this.#knex('sessions')
      .where('ended_at', '<', before)
      .orWhere('expires_at', '<', before)
      .orWhere('last_seen_at', '<', before - idleLimitMs)
      .delete();
  }

  #living(): Knex.QueryBuilder<SessionRow, SessionRow[]> {
    const now = Date.now();
    return this.#knex<SessionRow>('sessions')
      .whereNull('ended_at')
      .andWhere('expires_at', '>', now)
      .andWhere('last_seen_at', '>', now - idleLimitMs) as Knex.QueryBuilder<
      SessionRow,
      SessionRow[]
    >;
  }
}
