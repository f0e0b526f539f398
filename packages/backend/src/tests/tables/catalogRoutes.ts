import { row, type RouteRow } from '../RouteRow';

const entity = '/api/catalog/entities/by-name';
const vault = { entityRefs: ['component:hidden/vault'] };
export const catalogRoutes: RouteRow[] = [
  row('list', 'GET /api/catalog/entities', undefined, {
    foreign: '{uid}',
  }),
  row('list', 'GET /api/catalog/entities/by-query', undefined, {
    foreign: '{uid}',
  }),
  row('list', 'POST /api/catalog/entities/by-query', undefined, {
    body: {},
    foreign: '{uid}',
  }),
  row('list', 'POST /api/catalog/entities/by-refs', undefined, {
    body: vault,
    foreign: '{uid}',
  }),
  row(
    'list',
    'GET /api/catalog/entity-facets',
    '/api/catalog/entity-facets?facet=metadata.name',
    { foreign: 'vault' },
  ),
  row('list', 'POST /api/catalog/entity-facets', undefined, {
    body: { facets: ['metadata.name', 'relations.ownerOf'] },
    foreign: 'vault',
  }),
  ...['', '/ancestry'].map(below =>
    row(
      'entitled',
      `GET ${entity}/:kind/:namespace/:name${below}`,
      `${entity}/component/hidden/vault${below}`,
    ),
  ),
  ...['GET', 'DELETE'].map(method =>
    row(
      'entitled',
      `${method} /api/catalog/entities/by-uid/:uid`,
      '/api/catalog/entities/by-uid/{uid}',
    ),
  ),
  row(
    'entitled',
    'GET /api/catalog/locations/by-entity/:kind/:namespace/:name',
    '/api/catalog/locations/by-entity/component/hidden/vault',
    { administrator: 404 },
  ),
  row('signedIn', 'GET /api/catalog/locations'),
  row('signedIn', 'POST /api/catalog/locations/by-query', undefined, {
    body: {},
  }),
  row(
    'entitled',
    'GET /api/catalog/locations/:id',
    '/api/catalog/locations/x',
    { administrator: 404 },
  ),
  row(
    'entitled',
    'PUT /api/catalog/locations/:id',
    '/api/catalog/locations/x',
    { body: { type: 'url', target: 'http://127.0.0.1/x.yaml' } },
  ),
  row(
    'entitled',
    'DELETE /api/catalog/locations/:id',
    '/api/catalog/locations/x',
  ),
  row('entitled', 'POST /api/catalog/locations', undefined, {
    body: { type: 'url', target: 'http://127.0.0.1/x.yaml' },
  }),
  row('entitled', 'POST /api/catalog/analyze-location', undefined, {
    body: { location: { type: 'url', target: 'http://127.0.0.1/x.yaml' } },
  }),
  row('entitled', 'POST /api/catalog/refresh', undefined, {
    body: { entityRef: 'component:hidden/vault' },
  }),
  row('signedIn', 'POST /api/catalog/validate-entity', undefined, {
    body: {
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'System',
        metadata: { name: 'x' },
        spec: { owner: 'x' },
      },
      location: 'url:http://127.0.0.1/x.yaml',
    },
  }),
  row('plugins', 'POST /api/catalog/events', undefined, { body: {} }),
];
