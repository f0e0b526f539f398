import type { PersonalToken, TokenScope } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import { randomHex, sameSecret, sha256 } from '../security/secrets';
import { isoTime, optionalIsoTime } from './times';

const usedEveryMs = 60_000;

interface TokenRow {
  id: string;
  secret_hash: string;
  account: string;
  name: string;
  scopes: string;
  created_at: number | string;
  expires_at: number | string;
  last_used_at: number | string | null;
  revoked_at: number | string | null;
}

/** What a living token stands for. */
export interface LivingToken {
  id: string;
  account: string;
  scopes: TokenScope[];
}

/** Personal access tokens, `dop_pat_<id>_<secret>`, the secret stored hashed. */
export class TokenStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): TokenStore {
    return new TokenStore(knex);
  }

  /** The answer is the only place where the secret is. */
  async insert(
    account: string,
    token: { name: string; scopes: TokenScope[]; expiresAt: Date },
  ): Promise<{ token: PersonalToken; secret: string }> {
    const id = randomHex(8);
    const secret = randomHex(32);
    const [row] = await this.#knex<TokenRow>('tokens')
      .insert({
        id,
        secret_hash: sha256(secret),
        account,
        name: token.name,
        scopes: JSON.stringify(token.scopes),
        created_at: Date.now(),
        expires_at: token.expiresAt.getTime(),
      })
      .returning('*');
    return { token: toToken(row), secret: `dop_pat_${id}_${secret}` };
  }

  /** The token that a secret opens, unless revoked or expired. Notes its use. */
  async verify(secret: string): Promise<LivingToken | undefined> {
    const parts = /^dop_pat_([0-9a-f]{16})_([0-9a-f]{64})$/.exec(secret);
    if (!parts) {
      return undefined;
    }
    const row = await this.#living(parts[1]);
    if (!row || !sameSecret(row.secret_hash, sha256(parts[2]))) {
      return undefined;
    }
    const now = Date.now();
    if (Number(row.last_used_at ?? 0) < now - usedEveryMs) {
      await this.#knex('tokens')
        .where({ id: row.id })
        .update({ last_used_at: now });
    }
    return toLiving(row);
  }

  /** A token of an account by its id, unless revoked or expired. */
  async alive(id: string, account: string): Promise<LivingToken | undefined> {
    const row = await this.#living(id);
    return row?.account === account ? toLiving(row) : undefined;
  }

  /** The newest first. */
  async list(
    account: string,
    options: { before?: { createdAt: number; id: string }; limit: number },
  ): Promise<PersonalToken[]> {
    const { before } = options;
    const rows = await this.#knex<TokenRow>('tokens')
      .where({ account })
      .modify(query => {
        if (before) {
          query.where(inner =>
            inner
              .where('created_at', '<', before.createdAt)
              .orWhere(same =>
                same
                  .where('created_at', before.createdAt)
                  .andWhere('id', '<', before.id),
              ),
          );
        }
      })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(options.limit);
    return rows.map(toToken);
  }

  /** How many tokens of an account live. */
  async count(account: string): Promise<number> {
    const row = await this.#knex('tokens')
      .where({ account })
      .whereNull('revoked_at')
      .andWhere('expires_at', '>', Date.now())
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  /** False if the account has no living token of that id. */
  async revoke(account: string, id: string): Promise<boolean> {
    const count = await this.#knex('tokens')
      .where({ account, id })
      .whereNull('revoked_at')
      .update({ revoked_at: Date.now() });
    return count > 0;
  }

  async #living(id: string): Promise<TokenRow | undefined> {
    return this.#knex<TokenRow>('tokens')
      .where({ id })
      .whereNull('revoked_at')
      .andWhere('expires_at', '>', Date.now())
      .first();
  }
}

function toLiving(row: TokenRow): LivingToken {
  return { id: row.id, account: row.account, scopes: JSON.parse(row.scopes) };
}

function toToken(row: TokenRow): PersonalToken {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes),
    createdAt: isoTime(row.created_at),
    expiresAt: isoTime(row.expires_at),
    lastUsedAt: optionalIsoTime(row.last_used_at),
    revokedAt: optionalIsoTime(row.revoked_at),
  };
}
