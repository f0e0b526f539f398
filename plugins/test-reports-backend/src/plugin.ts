import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { accessServiceRef } from '@dop/plugin-access-node';
import {
  FolderBlobStore,
  healthChecksRef,
  isSqlite,
  openDatabase,
  pluginDataDirectory,
} from '@dop/plugin-devops-node';
import { IngestionLoop } from './ingestion/IngestionLoop';
import { observeReports } from './ingestion/observeReports';
import { defaultLimits } from './junit/limits';
import { repositoryChanged, testReportProduced } from './reports/eventHandlers';
import { ReportIntake } from './reports/ReportIntake';
import { ReportStore } from './reports/ReportStore';
import { openResultStore } from './results/openResultStore';
import { createRouter } from './router/createRouter';

/** Test reports: reads, stores and compares them. */
export const testReportsPlugin = createBackendPlugin({
  pluginId: 'test-reports',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        healthChecks: healthChecksRef,
        metrics: metricsServiceRef,
      },
      async init(deps) {
        const { config, database, httpRouter, lifecycle } = deps;
        const limits = defaultLimits;
        const folder = pluginDataDirectory(config, 'test-reports');
        const knex = await openDatabase(
          database,
          '@dop/plugin-test-reports-backend',
        );
        const results = await openResultStore({
          knex,
          file: join(folder, 'results.sqlite'),
          skipMigrations: database.migrations?.skip,
        });
        const blobs = await FolderBlobStore.create(join(folder, 'files'));
        const reports = new ReportStore(knex);
        const intake = new ReportIntake({ reports, blobs });
        const loop = new IngestionLoop({
          ...deps,
          reports,
          results,
          intake,
          blobs,
          limits,
        });
        httpRouter.use(
          createRouter({
            ...deps,
            knex,
            reports,
            results,
            intake,
            loop,
            limits,
            events: {
              'dop.test-report.produced': testReportProduced({
                ...deps,
                intake,
                limits,
                loop,
              }),
              'dop.repository.changed': repositoryChanged({ reports, loop }),
            },
          }),
        );
        // Run tokens are no tokens of Backstage: each route asks the access plugin.
        httpRouter.addAuthPolicy({
          path: '/reports',
          allow: 'unauthenticated',
        });
        observeReports(deps.metrics, reports);
        lifecycle.addStartupHook(async () => {
          deps.healthChecks.register('test-reports.reading', () =>
            loop.problem(),
          );
          if (isSqlite(knex)) {
            await reports.releaseAll();
          }
          loop.start();
        });
        lifecycle.addShutdownHook(() => loop.stop());
      },
    });
  },
});
