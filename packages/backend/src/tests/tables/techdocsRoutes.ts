import { row, type RouteRow } from '../RouteRow';

const named = '/:namespace/:kind/:name';
const vault = '/hidden/component/vault';

/** The seed's component has no documentation, as nothing private has. */
export const techdocsRoutes: RouteRow[] = [
  row(
    'entitled',
    `GET /api/techdocs/metadata/entity${named}`,
    `/api/techdocs/metadata/entity${vault}`,
    { administrator: 404 },
  ),
  row(
    'entitled',
    `GET /api/techdocs/metadata/techdocs${named}`,
    `/api/techdocs/metadata/techdocs${vault}`,
    { administrator: 404 },
  ),
  row(
    'entitled',
    `GET /api/techdocs/sync${named}`,
    `/api/techdocs/sync${vault}`,
  ),
  row(
    'entitled',
    `USE /api/techdocs/static/docs${named}`,
    `/api/techdocs/static/docs${vault}/index.html`,
    { administrator: 404 },
  ),
];
