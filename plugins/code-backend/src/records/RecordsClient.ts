import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  Principal,
  RepositoryRecord,
  Trust,
  Visibility,
} from '@dop/plugin-access-common';

/** What is said of a repository that is being made. */
export interface NewRecord {
  namespace: string;
  name: string;
  description?: string;
  visibility?: Visibility;
  trust?: Trust;
  defaultBranch?: string;
}

/** What may change about a repository. */
export interface RecordChange {
  name?: string;
  description?: string;
  visibility?: Visibility;
  trust?: Trust;
  protectedRefs?: string[];
  defaultBranch?: string;
}

/** Writes repository records in the access plugin, on behalf of who asked. */
export interface RecordsClient {
  create(principal: Principal, record: NewRecord): Promise<RepositoryRecord>;
  change(
    principal: Principal,
    id: string,
    change: RecordChange,
  ): Promise<RepositoryRecord>;
  remove(principal: Principal, id: string): Promise<void>;
}

/** @see RecordsClient */
export class HttpRecordsClient implements RecordsClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  private constructor(auth: AuthService, discovery: DiscoveryService) {
    this.#auth = auth;
    this.#discovery = discovery;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): RecordsClient {
    return new HttpRecordsClient(options.auth, options.discovery);
  }

  async create(
    principal: Principal,
    record: NewRecord,
  ): Promise<RepositoryRecord> {
    const response = await this.#call('POST', '', {
      principal,
      ...record,
    });
    return repositoryOf(await response.json());
  }

  async change(
    principal: Principal,
    id: string,
    change: RecordChange,
  ): Promise<RepositoryRecord> {
    const response = await this.#call('PATCH', `/${encodeURIComponent(id)}`, {
      principal,
      ...change,
    });
    return repositoryOf(await response.json());
  }

  async remove(principal: Principal, id: string): Promise<void> {
    await this.#call('DELETE', `/${encodeURIComponent(id)}`, { principal });
  }

  async #call(method: string, path: string, body: unknown): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('access');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'access',
    });
    const response = await fetch(`${baseUrl}/internal/repositories${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw await readableError(response);
    }
    return response;
  }
}

function repositoryOf(body: unknown): RepositoryRecord {
  return (body as { repository: RepositoryRecord }).repository;
}

/** The access plugin's own words, so that the person reads them. */
async function readableError(response: Response): Promise<Error> {
  const error = await ResponseError.fromResponse(response);
  return error.cause instanceof Error ? error.cause : error;
}
