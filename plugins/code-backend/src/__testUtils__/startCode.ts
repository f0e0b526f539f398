import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { PortalEvent } from '@dop/plugin-devops-node';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import { accessServiceRef } from '@dop/plugin-access-node';
import { codePlugin } from '../plugin';
import { openApiDocument } from '../schema/openapi.generated';
import { FakeAccess } from './FakeAccess';

/** A running backend with the Git hosting in it. */
export interface RunningCode {
  access: FakeAccess;
  url: string;
  dataDirectory: string;
  /** Events that plugin `pipelines` took, in order. */
  events: PortalEvent[];
  /** Every answer to `call` is held to it. */
  api: ApiWatch;
  /** `http://user:token@host/git/<path>.git` */
  remote(path: string, secret: string): string;
  /** The answer's JSON, read as the test expects it. */
  call<T = unknown>(
    method: string,
    path: string,
    options?: { secret?: string; body?: unknown },
  ): Promise<{ status: number; body: T; headers: Headers }>;
  /** @throws Error if an answer was not what the OpenAPI document says */
  stop(): Promise<void>;
}

/** Starts the plugin on a port of its own with a fake `access` beside it. */
export async function startCode(
  options: {
    access?: FakeAccess;
    dataDirectory?: string;
    code?: JsonObject;
    database?: { client: string; connection: JsonObject | string };
  } = {},
): Promise<RunningCode> {
  const access = options.access ?? new FakeAccess();
  const dataDirectory =
    options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'dop-code-'));
  const events: PortalEvent[] = [];
  const backend = await startTestBackend({
    features: [
      codePlugin,
      accessPlugin(access),
      receiver('pipelines', events),
      ...['catalog', 'images', 'test-reports'].map(id => receiver(id, [])),
      createServiceFactory({
        service: accessServiceRef,
        deps: {},
        factory: () => access,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: {
            baseUrl: 'http://localhost',
            listen: { host: '127.0.0.1', port: 0 },
            database: options.database ?? {
              client: 'better-sqlite3',
              connection: ':memory:',
            },
          },
          dop: { dataDirectory, code: options.code ?? {} },
        },
      }),
    ],
  });
  const { port } = backend.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const api = ApiWatch.create(openApiDocument);
  return {
    access,
    api,
    url,
    dataDirectory,
    events,
    remote: (path, secret) =>
      `http://person:${secret}@127.0.0.1:${port}/git/${path}.git`,
    call: async (method, path, { secret, body } = {}) => {
      const response = await api.fetch(`${url}/api/code${path}`, {
        method,
        headers: {
          ...(secret && { 'x-token': secret }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        body: json ? JSON.parse(text) : text,
        headers: response.headers,
      };
    },
    stop: async () => {
      await backend.stop();
      api.check();
    },
  };
}

function accessPlugin(access: FakeAccess) {
  return createBackendPlugin({
    pluginId: 'access',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = PromiseRouter();
          router.use(express.json());
          router.post('/internal/repositories', async (request, response) => {
            response
              .status(201)
              .json({ repository: await access.create(request.body) });
          });
          router.patch(
            '/internal/repositories/:id',
            async (request, response) => {
              const { principal: _, ...change } = request.body;
              response.json({
                repository: access.change(request.params.id, change),
              });
            },
          );
          router.delete(
            '/internal/repositories/:id',
            async (request, response) => {
              access.records.delete(request.params.id);
              response.status(204).end();
            },
          );
          httpRouter.use(router);
        },
      });
    },
  });
}

function receiver(pluginId: string, events: PortalEvent[]) {
  return createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = PromiseRouter();
          router.post('/events', express.json(), async (request, response) => {
            events.push(request.body);
            response.status(204).end();
          });
          httpRouter.use(router);
        },
      });
    },
  });
}
