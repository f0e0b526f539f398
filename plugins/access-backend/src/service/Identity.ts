import { AuthenticationError } from '@backstage/errors';
import type { Account, UserPrincipal } from '@dop/plugin-access-common';
import type { IdentityClaims } from '@dop/plugin-access-node';
import type { AccountStore } from '../database/AccountStore';
import type { GroupStore } from '../database/GroupStore';
import type { SessionStore } from '../database/SessionStore';
import type { LivingToken, TokenStore } from '../database/TokenStore';
import { accountName } from './Authorizer';

/** Who is behind a user token, a personal token or a session, now. */
export class Identity {
  readonly #accounts: AccountStore;
  readonly #groups: GroupStore;
  readonly #sessions: SessionStore;
  readonly #tokens: TokenStore;

  private constructor(options: IdentityOptions) {
    this.#accounts = options.accounts;
    this.#groups = options.groups;
    this.#sessions = options.sessions;
    this.#tokens = options.tokens;
  }

  static create(options: IdentityOptions): Identity {
    return new Identity(options);
  }

  /**
   * The user of a Backstage user token, if account, session and personal token
   * behind it live.
   *
   * @throws AuthenticationError
   */
  async user(
    userEntityRef: string,
    claims: IdentityClaims = {},
  ): Promise<UserPrincipal> {
    const name = accountName(userEntityRef);
    if (!name) {
      throw new AuthenticationError(
        `${userEntityRef} has no account in this portal`,
      );
    }
    if (
      claims.sessionId &&
      !(await this.#sessions.isAlive(claims.sessionId, name))
    ) {
      throw new AuthenticationError('This session has ended; sign in again');
    }
    let token: LivingToken | undefined;
    if (claims.tokenId) {
      token = await this.#tokens.alive(claims.tokenId, name);
      if (!token) {
        throw new AuthenticationError(
          'This personal token was revoked or has expired',
        );
      }
    }
    return this.#principal(name, token);
  }

  /** @throws AuthenticationError when the secret opens nothing */
  async personalToken(secret: string): Promise<UserPrincipal> {
    const token = await this.#tokens.verify(secret);
    if (!token) {
      throw new AuthenticationError(
        'This personal token is not known, was revoked or has expired',
      );
    }
    return this.#principal(token.account, token);
  }

  /** @throws AuthenticationError when the cookie opens no living session */
  async session(
    cookie: string,
  ): Promise<{ sessionId: string; principal: UserPrincipal }> {
    const session = await this.#sessions.open(cookie);
    if (!session) {
      throw new AuthenticationError('This session has ended; sign in again');
    }
    return {
      sessionId: session.id,
      principal: await this.#principal(session.account),
    };
  }

  async #principal(name: string, token?: LivingToken): Promise<UserPrincipal> {
    const account = await this.#accounts.get(name);
    if (!account?.active) {
      throw new AuthenticationError(
        `The account "${name}" does not exist or is disabled`,
      );
    }
    await this.#accounts.seen(name);
    return {
      ...(await this.#describe(account)),
      ...(token && { token: { id: token.id, scopes: token.scopes } }),
    };
  }

  async #describe(account: Account): Promise<UserPrincipal> {
    const memberships = await this.#groups.membershipsOf(account.name);
    return {
      type: 'user',
      userEntityRef: account.userEntityRef,
      displayName: account.displayName,
      email: account.email,
      groups: memberships.map(({ group }) => `group:default/${group}`),
      administrator: account.administrator,
    };
  }
}

interface IdentityOptions {
  accounts: AccountStore;
  groups: GroupStore;
  sessions: SessionStore;
  tokens: TokenStore;
}
