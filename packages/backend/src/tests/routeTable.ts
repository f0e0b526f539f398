import type { RouteRow } from './RouteRow';
import { accessRoutes } from './tables/accessRoutes';
import { catalogRoutes } from './tables/catalogRoutes';
import { codeRoutes } from './tables/codeRoutes';
import { componentsRoutes } from './tables/componentsRoutes';
import { deadLettersRoutes } from './tables/deadLettersRoutes';
import { imagesRoutes } from './tables/imagesRoutes';
import { pipelinesRoutes } from './tables/pipelinesRoutes';
import { registryRoutes } from './tables/registryRoutes';
import { schedulerRoutes } from './tables/schedulerRoutes';
import { testReportsRoutes } from './tables/testReportsRoutes';

/** Every route of the portal's own plugins, of the catalog and of the scheduler. */
export const ownRoutes: RouteRow[] = [
  ...accessRoutes,
  ...catalogRoutes,
  ...codeRoutes,
  ...componentsRoutes,
  ...deadLettersRoutes,
  ...imagesRoutes,
  ...pipelinesRoutes,
  ...registryRoutes,
  ...schedulerRoutes,
  ...testReportsRoutes,
];
