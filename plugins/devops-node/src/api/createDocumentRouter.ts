import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AccessService } from '@dop/plugin-access-node';
import type { OpenApiDocument } from './OpenApiDocument';

/**
 * `GET /openapi.json`: the description of a plugin's API, for everybody who is
 * signed in. Backstage's own plugins have theirs at the same place.
 */
export function createDocumentRouter(options: {
  document: OpenApiDocument;
  access: Pick<AccessService, 'principal'>;
}): Router {
  const router = PromiseRouter();
  router.get('/openapi.json', async (request, response) => {
    await options.access.principal(request);
    response.json(options.document);
  });
  return router;
}
