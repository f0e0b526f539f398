import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  createOutboxRouter,
  healthChecksRef,
  openDatabase,
  Outbox,
  pluginDataDirectory,
} from '@dop/plugin-devops-node';
import { CodeService } from './CodeService';
import { readCodeConfig } from './readCodeConfig';

/** Built-in Git hosting: `/git` for clients, `/api/code` for pages and plugins. */
export const codePlugin = createBackendPlugin({
  pluginId: 'code',
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
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        rootHttpRouter: coreServices.rootHttpRouter,
      },
      async init(deps) {
        if (deps.config.getOptionalBoolean('dop.code.hosting') === false) {
          deps.logger.info('Git hosting is the work of another replica');
          return;
        }
        const knex = await openDatabase(
          deps.database,
          '@dop/plugin-code-backend',
        );
        const outbox = Outbox.create({ ...deps, knex, pluginId: 'code' });
        const service = await CodeService.create({
          ...deps,
          knex,
          outbox,
          settings: readCodeConfig(deps.config),
          dataDirectory: pluginDataDirectory(deps.config, 'code'),
          hooks: resolvePackagePath('@dop/plugin-code-backend', 'hooks'),
        });
        deps.httpRouter.use(createOutboxRouter({ ...deps, outbox }));
        deps.httpRouter.use(service.router);
        deps.rootHttpRouter.use('/git', service.gitHandler);
        deps.lifecycle.addStartupHook(() => service.start());
        deps.lifecycle.addShutdownHook(() => service.stop());
      },
    });
  },
});
