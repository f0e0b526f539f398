import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { accessServiceRef } from '@dop/plugin-access-node';
import type { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import type { Knex } from 'knex';
import { imagesPlugin } from '../plugin';
import { openApiDocument } from '../schema/openapi.generated';

/** The plugin in a real server on a free port of this machine. */
export interface TestRegistry {
  /** `127.0.0.1:41234` */
  host: string;
  url: string;
  folder: string;
  /** Every answer to `request` is held to it. */
  api: ApiWatch;
  /** Requests with Basic, the secret as password. */
  request(
    secret: string | undefined,
    method: string,
    path: string,
    init?: RequestInit & { duplex?: 'half' },
  ): Promise<Response>;
  /** @throws Error if an answer was not what the OpenAPI document says */
  stop(): Promise<void>;
}

export async function startRegistry(
  access: FakeAccessService,
  options: { knex?: Knex; folder?: string; config?: JsonObject } = {},
): Promise<TestRegistry> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'dop-images-'));
  const backend = await startTestBackend({
    features: [
      imagesPlugin,
      createServiceFactory({
        service: accessServiceRef,
        deps: {},
        factory: () => access,
      }),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:7007' },
          dop: { dataDirectory: folder, images: options.config ?? {} },
        },
      }),
      ...(options.knex
        ? [
            mockServices.database.mock({
              getClient: async () => options.knex as Knex,
            }).factory,
          ]
        : []),
    ],
  });
  const { port } = backend.server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}`;
  const api = ApiWatch.create(openApiDocument);
  return {
    api,
    host,
    url,
    folder,
    request: (secret, method, path, init = {}) =>
      api.fetch(`${url}${path}`, {
        ...init,
        method,
        headers: {
          ...(secret
            ? {
                authorization: `Basic ${Buffer.from(`any:${secret}`).toString(
                  'base64',
                )}`,
              }
            : {}),
          ...init.headers,
        },
      }),
    async stop() {
      await backend.stop();
      api.check();
      if (!options.folder) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
