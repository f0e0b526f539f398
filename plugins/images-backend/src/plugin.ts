import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  createEventsRouter,
  createOutboxRouter,
  FolderBlobStore,
  healthChecksRef,
  openDatabase,
  Outbox,
  pluginDataDirectory,
} from '@dop/plugin-devops-node';
import type { Response } from 'express';
import { createImagesRouter } from './api/createImagesRouter';
import { createEventHandlers } from './createEventHandlers';
import { GarbageCollector } from './garbage/GarbageCollector';
import { readOptions } from './readOptions';
import { BearerSealer } from './registry/BearerSealer';
import { createRegistryRouter } from './registry/createRegistryRouter';
import { RegistryAccess } from './registry/RegistryAccess';
import { ContentStore } from './store/ContentStore';
import { ImageReader } from './store/ImageReader';
import { ManifestStore } from './store/ManifestStore';
import { RepositoryListing } from './store/RepositoryListing';
import { RepositoryStore } from './store/RepositoryStore';
import { UploadStore } from './store/UploadStore';
import { UploadFiles } from './uploads/UploadFiles';

/** The built-in OCI registry at `/v2`, and its API at `/api/images`. */
export const imagesPlugin = createBackendPlugin({
  pluginId: 'images',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
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
        rootHttpRouter: coreServices.rootHttpRouter,
        scheduler: coreServices.scheduler,
      },
      async init({ access, auditor, auth, logger, ...services }) {
        const { config, discovery, httpAuth, lifecycle } = services;
        const options = readOptions(config);
        const folder = pluginDataDirectory(config, 'images');
        const knex = await openDatabase(
          services.database,
          '@dop/plugin-images-backend',
        );
        const blobs = await FolderBlobStore.create(join(folder, 'blobs'));
        const files = await UploadFiles.create(join(folder, 'uploads'));
        const outbox = Outbox.create({
          knex,
          auth,
          discovery,
          logger,
          pluginId: 'images',
          healthChecks: services.healthChecks,
          metrics: services.metrics,
        });
        const repositories = RepositoryStore.create(knex, access);
        const content = ContentStore.create(knex, blobs);
        const manifests = ManifestStore.create(knex);
        const uploads = UploadStore.create(knex, files);
        const collector = GarbageCollector.create({
          knex,
          blobs,
          content,
          uploads,
          repositories,
          logger,
          graceMs: options.graceMs,
          uploadExpiryMs: options.uploadExpiryMs,
        });
        const open = new Set<Response>();

        services.rootHttpRouter.use(
          '/v2',
          createRegistryRouter(
            {
              knex,
              access: RegistryAccess.create({
                access,
                auth,
                repositories,
                logger,
              }),
              accessService: access,
              sealer: await BearerSealer.create(folder),
              repositories,
              content,
              manifests,
              uploads,
              outbox,
              auditor,
              baseUrl: options.baseUrl,
              maxBlobBytes: options.maxBlobBytes,
              idleMs: options.idleMs,
            },
            logger,
            open,
          ),
        );
        services.httpRouter.use(
          createEventsRouter({
            knex,
            httpAuth,
            from: ['code', 'pipelines'],
            handlers: createEventHandlers(repositories),
          }),
        );
        services.httpRouter.use(
          createOutboxRouter({ outbox, access, auditor }),
        );
        services.httpRouter.use(
          createImagesRouter({
            access,
            auditor,
            knex,
            repositories,
            listing: RepositoryListing.create(knex),
            reader: ImageReader.create(knex, content, manifests),
            manifests,
            outbox,
            address: options.address,
          }),
        );

        outbox.start();
        await services.scheduler.scheduleTask({
          id: 'collect-garbage',
          frequency: { minutes: 30 },
          initialDelay: { minutes: 5 },
          timeout: { hours: 2 },
          fn: async signal => {
            await collector.collect(signal);
          },
        });
        lifecycle.addShutdownHook(async () => {
          open.forEach(response => response.destroy());
          await outbox.stop();
        });
      },
    });
  },
});
