import { row, type RouteRow } from '../RouteRow';

const component = '/api/components/components/:namespace/:name';
const gadget = '/api/components/components/hidden/gadget';
export const componentsRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/components/openapi.json'),
  row('everybody', 'GET /api/components/schemas/component.json', undefined, {
    anybody: 200,
  }),
  row('list', 'GET /api/components/components', undefined, {
    foreign: 'gadget',
  }),
  row('entitled', `GET ${component}`, gadget),
  row('entitled', `GET ${component}/uses`, `${gadget}/uses`),
  row(
    'list',
    `GET ${component}/uses`,
    '/api/components/components/dop/node-test/uses',
    { foreign: 'vault-delivery' },
  ),
  row('entitled', 'POST /api/components/components', undefined, {
    body: { repository: 'hidden/vault', path: 'gadget', commit: '{commit}' },
  }),
  row(
    'entitled',
    `PATCH ${component}/versions/:version`,
    `${gadget}/versions/1.0.0`,
    { body: { lifecycle: 'retired' } },
  ),
  row(
    'entitled',
    `PUT ${component}/versions/:version/image`,
    `${gadget}/versions/1.0.0/image`,
    { body: { digest: '{image}' } },
  ),
  row('plugins', 'POST /api/components/internal/resolve', undefined, {
    body: { uses: [] },
  }),
  row('plugins', 'GET /api/components/internal/shipped'),
  row(
    'plugins',
    'GET /api/components/internal/sources/:digest',
    '/api/components/internal/sources/{artifact}',
  ),
];
