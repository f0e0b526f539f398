import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';

/**
 * `GET /schemas/<file>`: JSON Schemas by which editors complete and check
 * files. They say nothing of what is in the portal, and editors send no
 * credentials: the plugin opens `/schemas` to everybody.
 *
 * @param schemas - by the name of their file
 */
export function createSchemaRouter(schemas: Record<string, object>): Router {
  const router = PromiseRouter();
  for (const [file, schema] of Object.entries(schemas)) {
    router.get(`/schemas/${file}`, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=3600').json(schema);
    });
  }
  return router;
}
