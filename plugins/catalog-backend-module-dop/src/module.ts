import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { BuiltinKindsEntityProcessor } from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { createEventsRouter } from '@dop/plugin-devops-node';
import { readShippedComponents } from './components/readShippedComponents';
import { FullReadProvider } from './FullReadProvider';
import { DopKindsProcessor } from './kinds/DopKindsProcessor';
import { openCatalogDatabase } from './openCatalogDatabase';
import { PluginClient } from './PluginClient';
import { releaseClaims } from './releaseClaims';
import { DiscreetProcessor } from './repositories/DiscreetProcessor';
import { EntityClaims } from './repositories/EntityClaims';
import { HostedKinds } from './repositories/HostedKinds';
import { HostedRulesProcessor } from './repositories/HostedRulesProcessor';
import { HostedTemplateProcessor } from './repositories/HostedTemplateProcessor';
import { HostedUrls } from './repositories/HostedUrls';
import { ReadMarks } from './repositories/ReadMarks';
import { RepositoryProvider } from './repositories/RepositoryProvider';
import { RepositoryReads } from './repositories/RepositoryReads';

/** The portal's kinds, and the providers of repositories, users and groups. */
export const catalogModuleDop = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init(deps) {
        const { catalog, config, logger } = deps;
        const knex = await openCatalogDatabase(deps.database);
        const urls = HostedUrls.fromConfig(config);
        const kinds = HostedKinds.fromConfig(config);
        const access = PluginClient.create({ ...deps, pluginId: 'access' });
        const directory = FullReadProvider.create({
          name: 'dop-directory',
          location: 'dop:accounts',
          everyMs: 5 * 60_000,
          read: async () =>
            (await access.json<{ entities: Entity[] }>('/internal/entities'))
              .entities,
          logger,
        });
        const components = PluginClient.create({
          ...deps,
          pluginId: 'components',
        });
        const shipped = FullReadProvider.create({
          name: 'dop-shipped-components',
          location: 'dop:components',
          everyMs: 60_000,
          read: () =>
            readShippedComponents({
              components,
              appUrl: config.getString('app.baseUrl').replace(/\/+$/, ''),
            }),
          logger,
        });
        const claims = EntityClaims.create(knex);
        const provider = RepositoryProvider.create({
          code: PluginClient.create({ ...deps, pluginId: 'code' }),
          claims,
          marks: ReadMarks.create({ knex, kinds, urls }),
          kinds,
          urls,
          logger,
        });
        const reads = RepositoryReads.create({ provider, logger });

        // The first takes the place of Backstage's own, which has its name.
        catalog.addProcessor(
          DiscreetProcessor.wrap(new BuiltinKindsEntityProcessor(), { claims }),
          DiscreetProcessor.wrap(new DopKindsProcessor(), { claims }),
        );
        catalog.addProcessor(
          HostedRulesProcessor.create({ kinds, urls }),
          HostedTemplateProcessor.create({ urls }),
        );
        catalog.addEntityProvider(directory, shipped, provider);
        deps.httpRouter.use(
          createEventsRouter({
            knex,
            httpAuth: deps.httpAuth,
            from: ['code', 'access', 'pipelines'],
            handlers: {
              // What is missed here is found by the next read of everything.
              'dop.ref.updated': {
                apply: async () => {},
                after: ({ data }) =>
                  data.defaultBranch && reads.want(data.repositoryId),
              },
              'dop.repository.changed': {
                apply: async () => {},
                after: ({ data }) => reads.want(data.repositoryId),
              },
              'dop.directory.changed': {
                apply: async () => {},
                after: () => directory.refresh(),
              },
            },
          }),
        );
        deps.lifecycle.addStartupHook(async () => {
          await releaseClaims(knex);
          reads.start();
        });
        deps.lifecycle.addShutdownHook(() => {
          reads.stop();
          directory.stop();
          shipped.stop();
        });
      },
    });
  },
});
