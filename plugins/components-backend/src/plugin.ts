import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  createOutboxRouter,
  FolderBlobStore,
  healthChecksRef,
  openDatabase,
  Outbox,
  pluginDataDirectory,
} from '@dop/plugin-devops-node';
import { ComponentStore } from './database/ComponentStore';
import { Publisher } from './publication/Publisher';
import { Resolver } from './resolution/Resolver';
import { createRouter } from './routers/createRouter';
import { RepositorySource } from './source/RepositorySource';
import { shippedFolder } from './source/shippedFolder';

/** DevOps components: published versions, resolution, the library. */
export const componentsPlugin = createBackendPlugin({
  pluginId: 'components',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
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
        const knex = await openDatabase(
          deps.database,
          '@dop/plugin-components-backend',
        );
        const outbox = Outbox.create({ ...deps, knex, pluginId: 'components' });
        const store = ComponentStore.create(knex, outbox);
        const blobs = await FolderBlobStore.create(
          join(pluginDataDirectory(deps.config, 'components'), 'sources'),
        );
        const publisher = Publisher.create({
          store,
          blobs,
          logger: deps.logger,
          repositories: RepositorySource.create(deps),
        });
        const resolver = Resolver.create({ store, access: deps.access });
        outbox.start();
        deps.lifecycle.addShutdownHook(() => outbox.stop());
        await publisher.publishShipped(shippedFolder(deps.config));
        deps.httpRouter.use(
          createRouter({ ...deps, blobs, publisher, resolver, store }),
        );
        deps.httpRouter.use(createOutboxRouter({ ...deps, outbox }));
        // Editors send no credentials.
        deps.httpRouter.addAuthPolicy({
          path: '/schemas',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
