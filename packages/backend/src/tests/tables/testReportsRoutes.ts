import { row, type RouteRow } from '../RouteRow';

const report = '/api/test-reports/reports/{reportId}';
export const testReportsRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/test-reports/openapi.json'),
  row('list', 'GET /api/test-reports/reports', undefined, {
    foreign: '{runId}',
  }),
  row(
    'list',
    'GET /api/test-reports/reports',
    '/api/test-reports/reports?repository=hidden/vault',
    { foreign: '{runId}' },
  ),
  row(
    'entitled',
    'PUT /api/test-reports/reports',
    '/api/test-reports/reports?repository=hidden/vault&name=x&commit={commit}',
  ),
  row(
    'list',
    'GET /api/test-reports/runs/:runId',
    '/api/test-reports/runs/{runId}',
    { foreign: '{repositoryId}' },
  ),
  ...['', '/tests', '/tests/:index', '/causes', '/suites', '/file'].map(below =>
    row(
      'entitled',
      `GET /api/test-reports/reports/:id${below}`,
      `${report}${below.replace(':index', '0')}`,
    ),
  ),
  row('entitled', 'DELETE /api/test-reports/reports/:id', report),
  row('plugins', 'POST /api/test-reports/events', undefined, { body: {} }),
];
