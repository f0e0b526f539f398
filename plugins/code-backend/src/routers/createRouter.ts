import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { createDocumentRouter } from '@dop/plugin-devops-node';
import { openApiDocument } from '../schema/openapi.generated';
import type { RouterContext } from './context';
import { createContentRouter } from './createContentRouter';
import { createInternalRouter } from './createInternalRouter';
import { createPullRequestsRouter } from './createPullRequestsRouter';
import { createRepositoriesRouter } from './createRepositoriesRouter';

/** Everything under `/api/code`. */
export function createRouter(context: RouterContext): Router {
  const router = PromiseRouter();
  const { access } = context;
  router.use(createDocumentRouter({ document: openApiDocument, access }));
  router.use(createRepositoriesRouter(context));
  router.use(createContentRouter(context));
  router.use(createPullRequestsRouter(context));
  router.use(createInternalRouter(context));
  return router;
}
