// A process of its own with the Git hosting in it, for tests that kill it.
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { accessServiceRef } from '@dop/plugin-access-node';
import { openDatabase, Outbox } from '@dop/plugin-devops-node';
import { CodeService } from '../CodeService';
import { readCodeConfig } from '../readCodeConfig';
import { FakeAccess } from './FakeAccess';

const { dataDirectory, hooks, record, secret, dieBeforeJournal, port } =
  JSON.parse(process.env.CODE_PROCESS!);

const access = new FakeAccess();
access.records.set(record.id, record);
access.account('max', { [record.namespace]: 'member' }, { secret });

const say = (what: string, data: unknown) =>
  process.stdout.write(`${JSON.stringify({ what, data })}\n`);

const config = new ConfigReader({
  app: { baseUrl: `http://127.0.0.1:${port}` },
  backend: {
    baseUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    database: {
      client: 'better-sqlite3',
      connection: { directory: dataDirectory },
    },
  },
});

const code = createBackendPlugin({
  pluginId: 'code',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        rootHttpRouter: coreServices.rootHttpRouter,
      },
      async init(deps) {
        const knex = await openDatabase(
          deps.database,
          '@dop/plugin-code-backend',
        );
        const service = await CodeService.create({
          ...deps,
          access,
          knex,
          outbox: Outbox.create({ ...deps, knex, pluginId: 'code' }),
          settings: readCodeConfig(config),
          dataDirectory,
          hooks,
          beforeJournal: async () => {
            if (dieBeforeJournal) {
              process.kill(process.pid, 'SIGKILL');
            }
          },
        });
        deps.httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        deps.httpRouter.use(service.router);
        deps.rootHttpRouter.use('/git', service.gitHandler);
        deps.lifecycle.addStartupHook(() => {
          service.start();
          say('ready', {});
        });
      },
    });
  },
});

const receivers = ['pipelines', 'catalog', 'images', 'test-reports'].map(
  pluginId =>
    createBackendPlugin({
      pluginId,
      register(env) {
        env.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          async init({ httpRouter }) {
            const router = PromiseRouter();
            router.post('/events', express.json(), (request, response) => {
              say(pluginId, request.body);
              response.status(204).end();
            });
            httpRouter.use(router);
          },
        });
      },
    }),
);

const backend = createBackend();
backend.add(
  createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () => config,
  }),
);
backend.add(
  createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => {
      const silent = {
        error: (message: string) => process.stderr.write(`${message}\n`),
        warn: () => {},
        info: () => {},
        debug: () => {},
        child: () => silent,
      };
      return silent;
    },
  }),
);
backend.add(
  createServiceFactory({
    service: accessServiceRef,
    deps: {},
    factory: () => access,
  }),
);
backend.add(code);
receivers.forEach(receiver => backend.add(receiver));
backend.start();
