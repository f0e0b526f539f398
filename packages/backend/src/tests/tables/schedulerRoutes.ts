import { row, type RouteRow } from '../RouteRow';

export const schedulerRoutes: RouteRow[] = [
  'access',
  'catalog',
  'images',
  'scaffolder',
  'search',
].flatMap(plugin => {
  const base = `/api/${plugin}/.backstage/scheduler/v1/tasks`;
  return [
    row('entitled', `GET ${base}`),
    ...['trigger', 'cancel'].map(below =>
      row('entitled', `POST ${base}/:id/${below}`, `${base}/x/${below}`),
    ),
  ];
});
