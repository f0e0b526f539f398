import { listRoutes } from '@dop/plugin-access-node/testUtils';
import { createRouter } from './createRouter';

describe('createRouter', () => {
  // What each route asks for is shown in plugin.test.ts.
  it('has no route that this table does not name', () => {
    const router = createRouter({
      events: {},
    } as Parameters<typeof createRouter>[0]);
    expect(listRoutes(router)).toEqual([
      'DELETE /reports/:id',
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
  });
});
