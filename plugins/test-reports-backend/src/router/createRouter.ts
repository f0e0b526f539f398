import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { AccessService } from '@dop/plugin-access-node';
import {
  createDocumentRouter,
  createEventsRouter,
} from '@dop/plugin-devops-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Knex } from 'knex';
import type { IngestionLoop } from '../ingestion/IngestionLoop';
import type { ReportLimits } from '../junit/limits';
import type { ReportIntake } from '../reports/ReportIntake';
import type { ReportStore } from '../reports/ReportStore';
import type { ResultStore } from '../results/ResultStore';
import { openApiDocument } from '../schema/openapi.generated';
import { ReportReader } from './ReportReader';
import { addReportRoutes } from './reportRoutes';
import { addTestRoutes } from './testRoutes';
import { addUploadRoute } from './uploadRoute';

/** Everything under `/api/test-reports`. */
export function createRouter(options: {
  knex: Knex;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  access: AccessService;
  reports: ReportStore;
  results: ResultStore;
  intake: ReportIntake;
  loop: IngestionLoop;
  limits: ReportLimits;
  events: Parameters<typeof createEventsRouter>[0]['handlers'];
}): Router {
  const { access, knex, httpAuth, events } = options;
  const router = PromiseRouter();
  const reader = new ReportReader(options);
  router.use(createDocumentRouter({ document: openApiDocument, access }));
  router.use(
    createEventsRouter({
      knex,
      httpAuth,
      from: ['pipelines', 'code'],
      handlers: events,
    }),
  );
  addUploadRoute(router, { ...options, reader });
  addReportRoutes(router, { ...options, reader });
  addTestRoutes(router, { ...options, reader });
  return router;
}
