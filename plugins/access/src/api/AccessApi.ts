import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  AccessApiClient,
  type Account,
  type AuditEntry,
  type Group,
  type Page,
  type PersonalToken,
  type TokenScope,
  type TypedResponse,
  type UserPrincipal,
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
  readonly #api: AccessApiClient;

  private constructor(api: AccessApiClient) {
    this.#api = api;
  }

  static create(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }): AccessClient {
    return new AccessClient(new AccessApiClient(options));
  }

  async me() {
    return answerOf(this.#api.getMe());
  }

  async changeMe(change: { displayName?: string; email?: string }) {
    await succeeded(this.#api.changeMe({ body: change }));
  }

  async changePassword(body: { currentPassword: string; newPassword: string }) {
    await succeeded(this.#api.changePassword({ body }));
  }

  async sessions() {
    return (await answerOf(this.#api.listSessions())).items;
  }

  async endSession(id: string) {
    await succeeded(this.#api.endSession({ id }));
  }

  async accounts(query: ListQuery) {
    return answerOf(this.#api.listAccounts({ query }));
  }

  async createAccount(body: Parameters<AccessApi['createAccount']>[0]) {
    return answerOf(this.#api.createAccount({ body }));
  }

  async changeAccount(
    name: string,
    change: Parameters<AccessApi['changeAccount']>[1],
  ) {
    const asked = this.#api.changeAccount({ name, body: change });
    return (await answerOf(asked)).account;
  }

  async invite(name: string) {
    return (await answerOf(this.#api.createInvitation({ name }))).invitation;
  }

  async groups(query: ListQuery) {
    return answerOf(this.#api.listGroups({ query }));
  }

  async group(name: string) {
    return (await answerOf(this.#api.getGroup({ name }))).group;
  }

  async createGroup(body: Parameters<AccessApi['createGroup']>[0]) {
    return (await answerOf(this.#api.createGroup({ body }))).group;
  }

  async changeGroup(
    name: string,
    change: Parameters<AccessApi['changeGroup']>[1],
  ) {
    const asked = this.#api.changeGroup({ name, body: change });
    return (await answerOf(asked)).group;
  }

  async setMember(name: string, account: string, role: 'owner' | 'member') {
    const asked = this.#api.setMember({ name, account, body: { role } });
    return (await answerOf(asked)).group;
  }

  async removeMember(name: string, account: string) {
    return (await answerOf(this.#api.removeMember({ name, account }))).group;
  }

  async tokens(query: { cursor?: string }) {
    return answerOf(this.#api.listTokens({ query }));
  }

  async createToken(body: Parameters<AccessApi['createToken']>[0]) {
    return answerOf(this.#api.createToken({ body }));
  }

  async revokeToken(id: string) {
    await succeeded(this.#api.revokeToken({ id }));
  }

  async audit(query: Parameters<AccessApi['audit']>[0]) {
    // From the address of the page; the portal refuses what is none.
    const status = query.status as AuditEntry['status'] | undefined;
    return answerOf(this.#api.listAudit({ query: { ...query, status } }));
  }
}

async function answerOf<T>(asked: Promise<TypedResponse<T>>): Promise<T> {
  return (await succeeded(asked)).json();
}

/** @throws ResponseError for every status that is none of success */
async function succeeded<T extends Omit<Response, 'json'>>(
  asked: Promise<T>,
): Promise<T> {
  const response = await asked;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response;
}
