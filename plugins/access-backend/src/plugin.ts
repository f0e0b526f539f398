import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  createOutboxRouter,
  healthChecksRef,
  openDatabase,
  Outbox,
  pluginDataDirectory,
} from '@dop/plugin-devops-node';
import { createRouter, entryPaths } from './router';
import { SignInLimiter } from './security/SignInLimiter';
import { printToTerminal } from './service/printToTerminal';
import { createServices } from './service/createServices';

/** Accounts, groups, tokens, repository records and the audit. */
export const accessPlugin = createBackendPlugin({
  pluginId: 'access',
  register(env) {
    env.registerInit({
      deps: {
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
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { config, lifecycle } = deps;
        const knex = await openDatabase(
          deps.database,
          '@dop/plugin-access-backend',
        );
        const appBaseUrl = config.getString('app.baseUrl');
        const outbox = Outbox.create({ ...deps, knex, pluginId: 'access' });
        const services = createServices({
          ...deps,
          knex,
          outbox,
          appBaseUrl,
          dataDirectory: pluginDataDirectory(config, 'access'),
          print: printToTerminal,
        });
        for (const path of [...entryPaths, '/alive']) {
          deps.httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
        }
        deps.httpRouter.use(
          createRouter({
            ...deps,
            services,
            limiter: SignInLimiter.create(knex),
            appBaseUrl,
            backendBaseUrl: config.getString('backend.baseUrl'),
            authUrl: await deps.discovery.getExternalBaseUrl('auth'),
          }),
        );
        deps.httpRouter.use(
          createOutboxRouter({ ...deps, access: services.access, outbox }),
        );
        await deps.scheduler.scheduleTask({
          id: 'forget-ended-sessions',
          frequency: { hours: 6 },
          timeout: { minutes: 5 },
          fn: () => services.sessions.tidy(),
        });
        lifecycle.addStartupHook(async () => {
          outbox.start();
          await services.firstLink.start();
          services.setupToken.start();
        });
        lifecycle.addShutdownHook(async () => {
          await services.firstLink.stop();
          await services.setupToken.stop();
          await outbox.stop();
        });
      },
    });
  },
});
