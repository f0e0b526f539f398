import { row, type RouteRow } from '../RouteRow';

const images = '/api/images/repositories/hidden/vault/-';
const ofName = String.raw`/api/images/^\/repositories\/(.+)\/-\/`;
export const imagesRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/images/registry'),
  row('list', 'GET /api/images/repositories', undefined, {
    foreign: 'hidden/vault',
  }),
  row('entitled', `GET ${ofName}summary$`, `${images}/summary`),
  row('entitled', `GET ${ofName}tags$`, `${images}/tags`),
  ...['GET', 'DELETE'].map(method =>
    row(
      'entitled',
      String.raw`${method} ${ofName}images\/([^/]+)$`,
      `${images}/images/{image}`,
    ),
  ),
  row(
    'entitled',
    String.raw`DELETE ${ofName}tags\/([^/]+)$`,
    `${images}/tags/{commit}`,
  ),
  row('plugins', 'POST /api/images/events', undefined, { body: {} }),
];
