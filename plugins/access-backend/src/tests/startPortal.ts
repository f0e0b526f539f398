import { mkdtempSync } from 'node:fs';
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
import accessPlugin from '../index';
import { auditorFactory, rootRouterFactory } from '@dop/plugin-access-node';

/** A portal with the real auth, permission and access plugins, and a client. */
export interface Portal {
  url: string;
  dataDirectory: string;
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
  body: any;
}

export async function startPortal(
  options: {
    features?: BackendFeature[];
    config?: Record<string, any>;
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
  return {
    url,
    dataDirectory,
    stop: () => backend.stop(),
    async call(method, path, { body, token, headers } = {}) {
      const response = await fetch(`${url}${path}`, {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
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
