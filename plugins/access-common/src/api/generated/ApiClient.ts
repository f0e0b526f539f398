// Made by "npm run api" from plugins/access-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/access. */
export class ApiClient {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  /** This document. */
  async getDocument(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['JsonObject']>> {
    return this.#send('GET', `/openapi.json`, {}, init);
  }

  /** Who calls, as long as account, session and token live. */
  async getAlive(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['UserPrincipal']>> {
    return this.#send('GET', `/alive`, {}, init);
  }

  /** The caller and their account. */
  async getMe(init?: RequestInit): Promise<TypedResponse<Schemas['Me']>> {
    return this.#send('GET', `/me`, {}, init);
  }

  /** Change name and address. */
  async changeMe(
    request: { body: Schemas['MeChange'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send('PATCH', `/me`, { body: request.body ?? {} }, init);
  }

  /** Change the password. */
  async changePassword(
    request: { body: Schemas['PasswordChange'] },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'POST',
      `/me/password`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** The sessions that live. */
  async listSessions(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['SessionList']>> {
    return this.#send('GET', `/sessions`, {}, init);
  }

  /** Sign in with a password; the session comes as a cookie. */
  async signIn(
    request: { body: Schemas['SignIn'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send('POST', `/sessions`, { body: request.body ?? {} }, init);
  }

  /** End one. */
  async endSession(
    request: { id: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/sessions/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** Whether the first link still works. */
  async checkFirstLink(
    request: { body: Schemas['LinkKey'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['FirstLinkState']>> {
    return this.#send(
      'POST',
      `/first/check`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Make the administrator, once. */
  async useFirstLink(
    request: { body: Schemas['FirstAccount'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send('POST', `/first`, { body: request.body ?? {} }, init);
  }

  /** Whether an invitation still works, and whose it is. */
  async checkInvitation(
    request: { body: Schemas['LinkKey'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['InvitationState']>> {
    return this.#send(
      'POST',
      `/invitations/check`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Set a password with an invitation. */
  async acceptInvitation(
    request: { body: Schemas['InvitationAccept'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send(
      'POST',
      `/invitations/accept`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** The caller's personal tokens, the newest first. */
  async listTokens(
    request: { query?: Query<'listTokens'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PersonalTokenPage']>> {
    return this.#send('GET', `/tokens`, { query: request.query }, init);
  }

  /** Make a personal token; its secret is shown here only. */
  async createToken(
    request: { body: Schemas['NewToken'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['NewTokenAnswer']>> {
    return this.#send('POST', `/tokens`, { body: request.body ?? {} }, init);
  }

  /** Revoke one. */
  async revokeToken(
    request: { id: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/tokens/${encodeURIComponent(request.id)}`,
      {},
      init,
    );
  }

  /** Accounts, by name. */
  async listAccounts(
    request: { query?: Query<'listAccounts'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountPage']>> {
    return this.#send('GET', `/accounts`, { query: request.query }, init);
  }

  /** Make an account. */
  async createAccount(
    request: { body: Schemas['NewAccount'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['NewAccountAnswer']>> {
    return this.#send('POST', `/accounts`, { body: request.body ?? {} }, init);
  }

  /** One account. */
  async getAccount(
    request: { name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send(
      'GET',
      `/accounts/${encodeURIComponent(request.name)}`,
      {},
      init,
    );
  }

  /** Change, disable or enable an account. */
  async changeAccount(
    request: { name: string; body: Schemas['AccountChange'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AccountAnswer']>> {
    return this.#send(
      'PATCH',
      `/accounts/${encodeURIComponent(request.name)}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Set the password of an account. */
  async setPassword(
    request: { name: string; body: Schemas['NewPassword'] },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'POST',
      `/accounts/${encodeURIComponent(request.name)}/password`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** A new link with which somebody sets a password. */
  async createInvitation(
    request: { name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['InvitationAnswer']>> {
    return this.#send(
      'POST',
      `/accounts/${encodeURIComponent(request.name)}/invitation`,
      {},
      init,
    );
  }

  /** Groups, by name. */
  async listGroups(
    request: { query?: Query<'listGroups'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupPage']>> {
    return this.#send('GET', `/groups`, { query: request.query }, init);
  }

  /** Make a group. */
  async createGroup(
    request: { body: Schemas['NewGroup'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupAnswer']>> {
    return this.#send('POST', `/groups`, { body: request.body ?? {} }, init);
  }

  /** One group. */
  async getGroup(
    request: { name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupAnswer']>> {
    return this.#send(
      'GET',
      `/groups/${encodeURIComponent(request.name)}`,
      {},
      init,
    );
  }

  /** Change what is said of a group. */
  async changeGroup(
    request: { name: string; body: Schemas['GroupChange'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupAnswer']>> {
    return this.#send(
      'PATCH',
      `/groups/${encodeURIComponent(request.name)}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Add a member, or change what a member is. */
  async setMember(
    request: { name: string; account: string; body: Schemas['NewMembership'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupAnswer']>> {
    return this.#send(
      'PUT',
      `/groups/${encodeURIComponent(request.name)}/members/${encodeURIComponent(
        request.account,
      )}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Take a member out. */
  async removeMember(
    request: { name: string; account: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['GroupAnswer']>> {
    return this.#send(
      'DELETE',
      `/groups/${encodeURIComponent(request.name)}/members/${encodeURIComponent(
        request.account,
      )}`,
      {},
      init,
    );
  }

  /** The audit, the newest first. */
  async listAudit(
    request: { query?: Query<'listAudit'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['AuditPage']>> {
    return this.#send('GET', `/audit`, { query: request.query }, init);
  }

  /** Events that no other plugin took, the oldest first. */
  async listDeadLetters(
    request: { query?: Query<'listDeadLetters'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['DeadLetterPage']>> {
    return this.#send('GET', `/dead-letters`, { query: request.query }, init);
  }

  /** Send one again. */
  async retryDeadLetter(
    request: { sequence: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'POST',
      `/dead-letters/${encodeURIComponent(request.sequence)}/retry`,
      {},
      init,
    );
  }

  async #send(
    method: string,
    path: string,
    request: { query?: object; body?: unknown },
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('access');
    const query = new URLSearchParams(
      Object.entries(request.query ?? {})
        .filter(([, value]) => value !== undefined && value !== '')
        .flatMap(([name, value]) =>
          [value].flat().map(one => [name, String(one)]),
        ),
    ).toString();
    const { body } = request;
    // The browser's own wants no other "this".
    const fetchNow = this.#fetch;
    return fetchNow(`${baseUrl}${path}${query && `?${query}`}`, {
      ...init,
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json', ...init.headers },
        body: JSON.stringify(body),
      }),
    });
  }
}
