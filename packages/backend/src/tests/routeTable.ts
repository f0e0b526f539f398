import type { RouteRow } from './RouteRow';
import { accessRoutes } from './tables/accessRoutes';
import { catalogRoutes } from './tables/catalogRoutes';
import { codeRoutes } from './tables/codeRoutes';
import { componentsRoutes } from './tables/componentsRoutes';
import { deadLettersRoutes } from './tables/deadLettersRoutes';
import { imagesRoutes } from './tables/imagesRoutes';
import { kubernetesRoutes } from './tables/kubernetesRoutes';
import { pipelinesRoutes } from './tables/pipelinesRoutes';
import { registryRoutes } from './tables/registryRoutes';
import { scaffolderRoutes } from './tables/scaffolderRoutes';
import { schedulerRoutes } from './tables/schedulerRoutes';
import { techdocsRoutes } from './tables/techdocsRoutes';
import { testReportsRoutes } from './tables/testReportsRoutes';

/** Every route of the portal's own plugins, and those of Backstage's that hold people's data. */
export const ownRoutes: RouteRow[] = [
  ...accessRoutes,
  ...catalogRoutes,
  ...codeRoutes,
  ...componentsRoutes,
  ...deadLettersRoutes,
  ...imagesRoutes,
  ...kubernetesRoutes,
  ...pipelinesRoutes,
  ...registryRoutes,
  ...scaffolderRoutes,
  ...schedulerRoutes,
  ...techdocsRoutes,
  ...testReportsRoutes,
];
