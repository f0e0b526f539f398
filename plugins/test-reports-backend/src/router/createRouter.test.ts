import { listRoutes } from '@dop/plugin-access-node/testUtils';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import { openApiDocument } from '../schema/openapi.generated';
import { createRouter } from './createRouter';

describe('createRouter', () => {
  // What each route asks for is shown in plugin.test.ts.
  it('has no route that this table does not name', () => {
    const router = createRouter({
      events: {},
    } as Parameters<typeof createRouter>[0]);
    const routes = listRoutes(router);
    expect(routes).toEqual([
      'DELETE /reports/:id',
      'GET /openapi.json',
      'GET /reports',
      'GET /reports/:id',
      'GET /reports/:id/causes',
      'GET /reports/:id/file',
      'GET /reports/:id/suites',
      'GET /reports/:id/tests',
      'GET /reports/:id/tests/:index',
      'GET /runs/:runId',
      'POST /events',
      'PUT /reports',
    ]);
    const api = ApiWatch.create(openApiDocument);
    expect(api.described(routes)).toEqual(api.contract.routes());
  });
});
