import { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  createDocumentRouter,
  createSchemaRouter,
} from '@dop/plugin-devops-node';
import { componentFileSchema } from '@dop/plugin-components-common';
import { openApiDocument } from '../schema/openapi.generated';
import { createInternalRouter } from './createInternalRouter';
import { createLibraryRouter } from './createLibraryRouter';
import { createPublicationRouter } from './createPublicationRouter';
import type { RouterContext } from './context';

/** `/api/components`. */
export function createRouter(context: RouterContext): Router {
  const router = PromiseRouter();
  router.use(
    createDocumentRouter({ document: openApiDocument, access: context.access }),
  );
  router.use(createSchemaRouter({ 'component.json': componentFileSchema() }));
  router.use(createLibraryRouter(context));
  router.use(createPublicationRouter(context));
  router.use(createInternalRouter(context));
  return router;
}
