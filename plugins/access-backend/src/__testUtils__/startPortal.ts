import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import authModule from '@dop/plugin-auth-backend-module-dop';
import permissionModule from '@dop/plugin-permission-backend-module-dop';
import type { JsonObject } from '@backstage/types';
import type {
  Account,
  Group,
  PersonalToken,
  RepositoryRecord,
  UserPrincipal,
} from '@dop/plugin-access-common';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import accessPlugin from '../index';
import { openApiDocument } from '../schema/openapi.generated';
import { auditorFactory, rootRouterFactory } from '@dop/plugin-access-node';

/** A portal with the real auth, permission and access plugins, and a client. */
export interface Portal {
  url: string;
  dataDirectory: string;
  /** Every answer of access to `call` is held to it. */
  api: ApiWatch;
  /** @throws Error if an answer was not what the OpenAPI document says */
  stop(): Promise<void>;
  /** Sends JSON; `token` as bearer token. */
  call(
    method: string,
    path: string,
    options?: {
      body?: unknown;
      token?: string;
      headers?: Record<string, string>;
    },
  ): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON of the answer, read as the test expects it. */
  body: AnswerBody;
}

/** What answers hold, as far as tests look at it. */
export interface AnswerBody {
  account?: Account;
  principal?: UserPrincipal;
  items?: AnswerItem[];
  nextCursor?: string;
  secret?: string;
  token?: PersonalToken;
  group?: Group;
  repository?: RepositoryRecord;
  invitation?: { url: string };
  alive?: boolean;
  backstageIdentity?: { token: string };
  error?: { name: string; message: string };
}

export interface AnswerItem {
  id?: string;
  name?: string;
  eventId?: string;
  actor?: string;
  status?: string;
  current?: boolean;
  result?: string;
  meta?: Record<string, unknown>;
}

export async function startPortal(
  options: {
    features?: BackendFeature[];
    config?: JsonObject;
  } = {},
): Promise<Portal> {
  const port = await freePort();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dop-access-'));
  const url = `http://localhost:${port}`;
  const backend = createBackend();
  const features = [
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port },
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        auth: { providers: { dop: {} } },
        permission: { enabled: true },
        dop: { dataDirectory },
        ...options.config,
      },
    }),
    mockServices.rootLogger.factory(),
    auditorFactory,
    rootRouterFactory,
    authPlugin,
    permissionPlugin,
    authModule,
    permissionModule,
    accessPlugin,
    ...(options.features ?? []),
  ];
  for (const feature of features) {
    backend.add(feature);
  }
  await backend.start();
  const api = ApiWatch.create(openApiDocument);
  return {
    api,
    url,
    dataDirectory,
    stop: async () => {
      await backend.stop();
      api.check();
    },
    async call(method, path, { body, token, headers } = {}) {
      const response = await api.fetch(`${url}${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: parseJson(text),
      };
    },
  };
}

function parseJson(text: string): AnswerBody {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('No free port');
  }
  return address.port;
}

/** Waits until something is there. */
export async function waitFor<T>(look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error('Waited for 20 s in vain');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Signs in with what an answer's cookie holds; answers the user token. */
export async function refresh(
  portal: Portal,
  entered: Answer,
): Promise<string> {
  const answer = await portal.call('POST', '/api/auth/dop/refresh', {
    headers: { cookie: cookieOf(entered) },
  });
  if (!answer.body.backstageIdentity) {
    throw new Error(`No user token: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.backstageIdentity.token;
}

export function cookieOf(answer: Answer): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Makes the administrator `admin`; answers the user token. */
export async function makeAdministrator(
  portal: Portal,
  password: string,
): Promise<string> {
  const file = join(portal.dataDirectory, 'access', 'first-link');
  const link = await waitFor(() =>
    existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined,
  );
  const entered = await portal.call('POST', '/api/access/first', {
    body: {
      key: link.split('#')[1],
      name: 'admin',
      displayName: 'The Administrator',
      password,
    },
  });
  return refresh(portal, entered);
}
