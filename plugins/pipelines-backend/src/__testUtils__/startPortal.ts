import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import PromiseRouter from 'express-promise-router';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { accessServiceRef } from '@dop/plugin-access-node';
import { listRoutes } from '@dop/plugin-access-node/testUtils';
import { rootHealthFactory } from '@dop/plugin-devops-node';
import { PipelinesClient } from '@dop/plugin-pipelines-common';
import { ApiContract } from '@dop/plugin-devops-node/testUtils';
import codePlugin from '@dop/plugin-code-backend';
import componentsPlugin from '@dop/plugin-components-backend';
import pipelinesPlugin from '..';
import { openApiDocument } from '../schema/openapi.generated';
import { TestAccess } from './TestAccess';

const run = promisify(execFile);

/** Pipelines with real Git hosting and real components beside it. */
export interface TestPortal {
  url: string;
  access: TestAccess;
  dataDirectory: string;
  /** All that is mounted, as `listRoutes` names it. */
  routes: string[];
  /** Every answer of pipelines is held to it; see `stop`. */
  contract: ApiContract;
  client(secret: string): PipelinesClient;
  call(
    method: string,
    path: string,
    options?: { secret?: string; body?: unknown },
  ): Promise<Response>;
  /** Makes a repository; answers a local clone of it. */
  repository(name: string, secret: string): Promise<TestClone>;
  /** @throws Error if an answer was not what the OpenAPI document says */
  stop(): Promise<void>;
}

/** A clone that commits and pushes with the real git. */
export interface TestClone {
  id: string;
  folder: string;
  git(...parameters: string[]): Promise<string>;
  /** Writes files, commits and pushes; answers the commit. */
  push(
    files: Record<string, string>,
    options?: { message?: string; ref?: string },
  ): Promise<string>;
}

export async function startPortal(options: {
  database?: {
    client: string;
    connection: JsonObject | string;
    /** Of the names of databases, where a test needs empty ones. */
    prefix?: string;
  };
  dataDirectory?: string;
  access?: TestAccess;
  port?: number;
  /** Instead of those that every portal has. */
  features?: BackendFeature[];
  /** `dop.pipelines` */
  pipelines?: JsonObject;
}): Promise<TestPortal> {
  const access = options.access ?? new TestAccess();
  const dataDirectory =
    options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'dop-pipelines-'));
  const door = await openDoor(options.port ?? 0);
  const { url } = door;
  const apps: Parameters<typeof listRoutes>[0][] = [];
  const backend = await startTestBackend({
    features: [
      pipelinesPlugin,
      codePlugin,
      componentsPlugin,
      catalogServiceMock.factory(),
      access.plugin,
      rootHealthFactory,
      probe(app => apps.push(app)),
      ...(options.features ?? []),
      ...['catalog', 'images', 'test-reports'].map(receiver),
      createServiceFactory({
        service: accessServiceRef,
        deps: {},
        factory: () => access,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: url },
          backend: {
            baseUrl: url,
            listen: { host: '127.0.0.1' },
            database: options.database ?? {
              client: 'better-sqlite3',
              connection: { directory: join(dataDirectory, 'database') },
            },
          },
          dop: { dataDirectory, pipelines: options.pipelines ?? {} },
        },
      }),
    ],
  });
  door.leadTo((backend.server.address() as AddressInfo).port);
  access.verifyRunToken = async secret => {
    const response = await fetch(
      `${url}/api/pipelines/internal/run-tokens/verify`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer mock-service-token',
        },
        body: JSON.stringify({ secret }),
      },
    );
    if (!response.ok) {
      throw new Error(`The run token is not valid: ${response.status}`);
    }
    return response.json();
  };
  await fetch(`${url}/probe`);
  const contract = ApiContract.create(openApiDocument);
  const differences: string[] = [];
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (String(input).includes('/api/pipelines/')) {
      const contentType = response.headers.get('content-type') ?? '';
      const readable = contentType.startsWith('application/json');
      differences.push(
        ...contract.differences({
          method: init?.method ?? 'GET',
          url: String(input),
          body: typeof init?.body === 'string' ? init.body : undefined,
          status: response.status,
          contentType,
          answer: readable ? await response.clone().text() : '',
        }),
      );
    }
    return response;
  };
  const call: TestPortal['call'] = (method, path, { secret, body } = {}) =>
    watched(`${url}/api${path}`, {
      method,
      headers: {
        ...(secret && { 'x-token': secret }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  return {
    url,
    access,
    dataDirectory,
    routes: listRoutes(apps[0]),
    contract,
    call,
    client: secret =>
      PipelinesClient.create({
        discoveryApi: { getBaseUrl: async id => `${url}/api/${id}` },
        fetchApi: {
          fetch: (input, init) =>
            watched(input, {
              ...init,
              headers: { ...init?.headers, 'x-token': secret },
            }),
        },
      }),
    repository: async (name, secret) => {
      const [namespace, short] = name.split('/');
      const created = await call('POST', '/code/repositories', {
        secret,
        body: { namespace, name: short },
      });
      if (!created.ok) {
        throw new Error(await created.text());
      }
      const { id } = (await created.json()) as { id: string };
      return clone(`${url}/git/${name}.git`, secret, id);
    },
    stop: async () => {
      await backend.stop();
      await door.close();
      if (differences.length > 0) {
        throw new Error(
          `Not what the OpenAPI document says:\n${[
            ...new Set(differences),
          ].join('\n')}`,
        );
      }
    },
  };
}

async function clone(
  address: string,
  secret: string,
  id: string,
): Promise<TestClone> {
  const folder = mkdtempSync(join(tmpdir(), 'dop-clone-'));
  const git: TestClone['git'] = async (...parameters) => {
    const { stdout } = await run('git', parameters, {
      cwd: folder,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'Mia',
        GIT_AUTHOR_EMAIL: 'mia@example.com',
        GIT_COMMITTER_NAME: 'Mia',
        GIT_COMMITTER_EMAIL: 'mia@example.com',
      },
    });
    return stdout.trim();
  };
  await git('init', '-q', '-b', 'main');
  await git(
    'remote',
    'add',
    'origin',
    address.replace('http://', `http://person:${secret}@`),
  );
  return {
    id,
    folder,
    git,
    push: async (files, { message = 'Change', ref = 'main' } = {}) => {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      await git('add', '-A');
      await git('commit', '-q', '--allow-empty', '-m', message);
      await git('push', '-q', 'origin', `HEAD:${ref}`);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** Another plugin, which takes every event. */
function receiver(pluginId: string) {
  return createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = PromiseRouter();
          router.post('/events', (_, response) => {
            response.status(204).end();
          });
          httpRouter.use(router);
        },
      });
    },
  });
}

/** Express tells a handler which app it is in. */
function probe(found: (app: Parameters<typeof listRoutes>[0]) => void) {
  return createBackendPlugin({
    pluginId: 'probe',
    register(env) {
      env.registerInit({
        deps: { rootHttpRouter: coreServices.rootHttpRouter },
        async init({ rootHttpRouter }) {
          rootHttpRouter.use('/probe', (request, response) => {
            found(request.app);
            response.end();
          });
        },
      });
    },
  });
}

/** The test backend chooses its port late, and its address must be known early. */
async function openDoor(port: number) {
  let target = 0;
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    const inner = connect(target, '127.0.0.1');
    for (const one of [socket, inner]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        inner.destroy();
      });
    }
    socket.setNoDelay(true);
    inner.setNoDelay(true);
    socket.pipe(inner);
    inner.pipe(socket);
  });
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(next: number) {
      target = next;
    },
    async close() {
      sockets.forEach(socket => socket.destroy());
      await new Promise(done => server.close(done));
    },
  };
}
