import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  FolderBlobStore,
  openDatabase,
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
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
      },
      async init(deps) {
        const knex = await openDatabase(
          deps.database,
          '@dop/plugin-components-backend',
        );
        const store = ComponentStore.create(knex);
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
        await publisher.publishShipped(shippedFolder(deps.config));
        deps.httpRouter.use(
          createRouter({ ...deps, blobs, publisher, resolver, store }),
        );
        // Editors send no credentials.
        deps.httpRouter.addAuthPolicy({
          path: '/schemas',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
