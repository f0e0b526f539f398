import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  Account,
  AuditEntry,
  Group,
  Page,
  PersonalToken,
  TokenScope,
  UserPrincipal,
} from '@dop/plugin-access-common';

/** A link with which an account sets its password, shown once. */
export interface Invitation {
  url: string;
  expiresAt: string;
}

export interface BrowserSession {
  id: string;
  createdAt: string;
  expiresAt: string;
  lastSeenAt: string;
  userAgent?: string;
  current: boolean;
}

export interface ListQuery {
  search?: string;
  cursor?: string;
  limit?: number;
}

/** The access plugin's API. */
export interface AccessApi {
  me(): Promise<{ account: Account; principal: UserPrincipal }>;
  changeMe(change: { displayName?: string; email?: string }): Promise<void>;
  changePassword(body: {
    currentPassword: string;
    newPassword: string;
  }): Promise<void>;
  sessions(): Promise<BrowserSession[]>;
  endSession(id: string): Promise<void>;

  accounts(query: ListQuery): Promise<Page<Account>>;
  createAccount(body: {
    name: string;
    displayName: string;
    email?: string;
    administrator?: boolean;
  }): Promise<{ account: Account; invitation?: Invitation }>;
  changeAccount(
    name: string,
    change: Partial<
      Pick<Account, 'displayName' | 'email' | 'administrator' | 'active'>
    >,
  ): Promise<Account>;
  invite(name: string): Promise<Invitation>;

  groups(query: ListQuery): Promise<Page<Group>>;
  group(name: string): Promise<Group>;
  createGroup(body: {
    name: string;
    displayName?: string;
    description?: string;
    members?: Group['members'];
  }): Promise<Group>;
  changeGroup(
    name: string,
    change: { displayName?: string; description?: string },
  ): Promise<Group>;
  setMember(
    group: string,
    account: string,
    role: 'owner' | 'member',
  ): Promise<Group>;
  removeMember(group: string, account: string): Promise<Group>;

  tokens(query: { cursor?: string }): Promise<Page<PersonalToken>>;
  createToken(body: {
    name: string;
    scopes: TokenScope[];
    expiresAt: string;
  }): Promise<{ token: PersonalToken; secret: string }>;
  revokeToken(id: string): Promise<void>;

  audit(
    query: ListQuery & {
      plugin?: string;
      actor?: string;
      status?: string;
      from?: string;
      to?: string;
    },
  ): Promise<Page<AuditEntry>>;
}

export const accessApiRef = createApiRef<AccessApi>({
  id: 'plugin.access.client',
});

/** {@link AccessApi} over HTTP. */
export class AccessClient implements AccessApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  private constructor(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  static create(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }): AccessClient {
    return new AccessClient(options);
  }

  async me() {
    return this.#call<{ account: Account; principal: UserPrincipal }>(
      'GET',
      '/me',
    );
  }

  async changeMe(change: { displayName?: string; email?: string }) {
    await this.#call('PATCH', '/me', change);
  }

  async changePassword(body: { currentPassword: string; newPassword: string }) {
    await this.#call('POST', '/me/password', body);
  }

  async sessions() {
    const { items } = await this.#call<{ items: BrowserSession[] }>(
      'GET',
      '/sessions',
    );
    return items;
  }

  async endSession(id: string) {
    await this.#call('DELETE', `/sessions/${encodeURIComponent(id)}`);
  }

  async accounts(query: ListQuery) {
    return this.#call<Page<Account>>('GET', `/accounts${queryOf(query)}`);
  }

  async createAccount(body: Parameters<AccessApi['createAccount']>[0]) {
    return this.#call<{ account: Account; invitation?: Invitation }>(
      'POST',
      '/accounts',
      body,
    );
  }

  async changeAccount(
    name: string,
    change: Parameters<AccessApi['changeAccount']>[1],
  ) {
    const { account } = await this.#call<{ account: Account }>(
      'PATCH',
      `/accounts/${encodeURIComponent(name)}`,
      change,
    );
    return account;
  }

  async invite(name: string) {
    const { invitation } = await this.#call<{ invitation: Invitation }>(
      'POST',
      `/accounts/${encodeURIComponent(name)}/invitation`,
    );
    return invitation;
  }

  async groups(query: ListQuery) {
    return this.#call<Page<Group>>('GET', `/groups${queryOf(query)}`);
  }

  async group(name: string) {
    return this.#group('GET', `/groups/${encodeURIComponent(name)}`);
  }

  async createGroup(body: Parameters<AccessApi['createGroup']>[0]) {
    return this.#group('POST', '/groups', body);
  }

  async changeGroup(
    name: string,
    change: Parameters<AccessApi['changeGroup']>[1],
  ) {
    return this.#group('PATCH', `/groups/${encodeURIComponent(name)}`, change);
  }

  async setMember(group: string, account: string, role: 'owner' | 'member') {
    return this.#group('PUT', memberPath(group, account), { role });
  }

  async removeMember(group: string, account: string) {
    return this.#group('DELETE', memberPath(group, account));
  }

  async tokens(query: { cursor?: string }) {
    return this.#call<Page<PersonalToken>>('GET', `/tokens${queryOf(query)}`);
  }

  async createToken(body: Parameters<AccessApi['createToken']>[0]) {
    return this.#call<{ token: PersonalToken; secret: string }>(
      'POST',
      '/tokens',
      body,
    );
  }

  async revokeToken(id: string) {
    await this.#call('DELETE', `/tokens/${encodeURIComponent(id)}`);
  }

  async audit(query: Parameters<AccessApi['audit']>[0]) {
    return this.#call<Page<AuditEntry>>('GET', `/audit${queryOf(query)}`);
  }

  async #group(method: string, path: string, body?: unknown): Promise<Group> {
    const { group } = await this.#call<{ group: Group }>(method, path, body);
    return group;
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('access');
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

function memberPath(group: string, account: string): string {
  return `/groups/${encodeURIComponent(group)}/members/${encodeURIComponent(
    account,
  )}`;
}

function queryOf(query: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      params.set(name, String(value));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}
