import { row, type RouteRow } from '../RouteRow';

const images = '/api/images/repositories/hidden/vault/-';
const ofName = '/api/images/repositories/:imageName(.+)/-';
export const imagesRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/images/openapi.json'),
  row('signedIn', 'GET /api/images/registry'),
  row('list', 'GET /api/images/repositories', undefined, {
    foreign: 'hidden/vault',
  }),
  row('entitled', `GET ${ofName}/summary`, `${images}/summary`),
  row('entitled', `GET ${ofName}/tags`, `${images}/tags`),
  ...['GET', 'DELETE'].map(method =>
    row(
      'entitled',
      `${method} ${ofName}/images/:reference`,
      `${images}/images/{image}`,
    ),
  ),
  row('entitled', `DELETE ${ofName}/tags/:tag`, `${images}/tags/{commit}`),
  row('plugins', 'POST /api/images/events', undefined, { body: {} }),
];
