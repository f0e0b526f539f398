import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { ConflictError } from '@backstage/errors';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  healthChecksRef,
  openDatabase,
  pluginDataDirectory,
  type BlobStore,
} from '@dop/plugin-devops-node';
import {
  pipelinesExtensionPoint,
  type Runner,
  type SecretStore,
} from '@dop/plugin-pipelines-node';
import { createClientOf } from './actions/ActionClients';
import { registerActions } from './actions/registerActions';
import { PipelinesService } from './PipelinesService';

/** Workflows and their runs: deliveries, API, live stream, engine. */
export const pipelinesPlugin = createBackendPlugin({
  pluginId: 'pipelines',
  register(env) {
    const runners = new Map<string, Runner>();
    const secretStores: SecretStore[] = [];
    let blobStore: BlobStore | undefined;
    env.registerExtensionPoint(pipelinesExtensionPoint, {
      addRunner(runner) {
        if (runners.has(runner.kind)) {
          throw new ConflictError(
            `There are two runners of the kind ${runner.kind}`,
          );
        }
        runners.set(runner.kind, runner);
      },
      addSecretStore(store) {
        secretStores.push(store);
      },
      setBlobStore(store) {
        if (blobStore) {
          throw new ConflictError('There are two stores for blobs');
        }
        blobStore = store;
      },
    });
    env.registerInit({
      deps: {
        access: accessServiceRef,
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        healthChecks: healthChecksRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
      },
      async init(deps) {
        const service = await PipelinesService.create({
          ...deps,
          knex: await openDatabase(
            deps.database,
            '@dop/plugin-pipelines-backend',
          ),
          dataDirectory: pluginDataDirectory(deps.config, 'pipelines'),
          runners: [...runners.values()],
          secretStores,
          blobStore,
        });
        deps.httpRouter.use(service.router);
        registerActions(deps.actionsRegistry, createClientOf(deps));
        // Editors send no credentials.
        deps.httpRouter.addAuthPolicy({
          path: '/schemas',
          allow: 'unauthenticated',
        });
        // Run tokens read artifacts; the route itself asks who comes.
        deps.httpRouter.addAuthPolicy({
          path: '/artifacts',
          allow: 'unauthenticated',
        });
        deps.lifecycle.addStartupHook(() => service.start());
        deps.lifecycle.addShutdownHook(() => service.stop());
      },
    });
  },
});
