import { row, type RouteRow } from '../RouteRow';

export const deadLettersRoutes: RouteRow[] = [
  'access',
  'code',
  'components',
  'images',
  'pipelines',
].flatMap(plugin => [
  row('entitled', `GET /api/${plugin}/dead-letters`),
  row(
    'entitled',
    `POST /api/${plugin}/dead-letters/:sequence/retry`,
    `/api/${plugin}/dead-letters/1/retry`,
  ),
]);
