import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import { rootConfigServiceFactory } from '@backstage/backend-defaults/rootConfig';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import type { listRoutes } from '@dop/plugin-access-node/testUtils';
import { features } from '../features';

type Routes = Parameters<typeof listRoutes>[0];

const root = resolve(__dirname, '../../../..');

/** The whole portal in this process, with its data in a temporary folder. */
export interface TestPortal {
  url: string;
  data: string;
  /** The app at the root, with everything that is mounted. */
  app: Routes;
  stop(): Promise<void>;
}

let application: Routes | undefined;

/** Express tells a handler which app it is in. */
const probe = createBackendPlugin({
  pluginId: 'probe',
  register(env) {
    env.registerInit({
      deps: { rootHttpRouter: coreServices.rootHttpRouter },
      async init({ rootHttpRouter }) {
        rootHttpRouter.use('/probe', (request, response) => {
          application = request.app;
          response.end();
        });
      },
    });
  },
});

/**
 * Starts what the product starts, with the product's configuration.
 *
 * @param more - values on top of it, by keys with `_` for the dot
 */
export async function startPortal(
  more: Record<string, unknown> = {},
): Promise<TestPortal> {
  const data = await mkdtemp(join(tmpdir(), 'dop-routes-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = { ...process.env };
  Object.assign(process.env, {
    LOG_LEVEL: 'error',
    DOP_TERMINAL_FD: '2',
    ...settings({
      app_baseUrl: url,
      backend_baseUrl: url,
      backend_listen_port: port,
      backend_database_connection_directory: join(data, 'database'),
      dop_dataDirectory: data,
      dop_components_shipped: join(root, 'components'),
      catalog_locations: [],
      dop_catalog_allow: ['hidden/vault', 'shop/forms'].map(repository => ({
        repository,
        kinds: ['Template'],
      })),
      ...more,
    }),
  });
  const backend = createBackend();
  features.forEach(feature => backend.add(feature));
  backend.add(
    rootConfigServiceFactory({
      argv: ['--config', join(root, 'app-config.yaml')],
      watch: false,
    }),
  );
  backend.add(probe);
  await backend.start();
  process.env = environment;
  return {
    url,
    data,
    app: await rootApp(url),
    async stop() {
      await backend.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function rootApp(url: string): Promise<Routes> {
  await fetch(`${url}/probe`);
  if (!application) {
    throw new Error('The probe was not reached');
  }
  return application;
}

function settings(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `APP_CONFIG_${key}`,
      JSON.stringify(value),
    ]),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
