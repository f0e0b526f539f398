import { row, type RouteRow } from '../RouteRow';

export const registryRoutes: RouteRow[] = [
  row('signedIn', 'GET /v2', '/v2/', { narrow: 200 }),
  row('list', 'GET /v2/_catalog', undefined, { foreign: 'hidden/vault' }),
  row('signedIn', 'GET /v2/token', undefined, { narrow: 200 }),
  row('everybody', 'POST /v2/token'),
  row(
    'entitled',
    String.raw`GET /v2/^\/(.+)\/tags\/list$`,
    '/v2/hidden/vault/tags/list',
  ),
  row(
    'entitled',
    String.raw`GET /v2/^\/(.+)\/referrers\/([^/]+)$`,
    '/v2/hidden/vault/referrers/{image}',
  ),
  ...['GET', 'HEAD', 'PUT', 'DELETE'].map(method =>
    row(
      'entitled',
      String.raw`${method} /v2/^\/(.+)\/manifests\/([^/]+)$`,
      '/v2/hidden/vault/manifests/{image}',
    ),
  ),
  ...['GET', 'HEAD', 'DELETE'].map(method =>
    row(
      'entitled',
      String.raw`${method} /v2/^\/(.+)\/blobs\/([^/]+)$`,
      '/v2/hidden/vault/blobs/{layer}',
    ),
  ),
  row(
    'entitled',
    String.raw`POST /v2/^\/(.+)\/blobs\/uploads\/?$`,
    '/v2/hidden/vault/blobs/uploads/',
  ),
  ...['GET', 'PATCH', 'PUT', 'DELETE'].map(method =>
    row(
      'entitled',
      String.raw`${method} /v2/^\/(.+)\/blobs\/uploads\/([0-9a-f-]{36})$`,
      '/v2/hidden/vault/blobs/uploads/{upload}',
      { administrator: 204 },
    ),
  ),
];
