import type { createBackend } from '@backstage/backend-defaults';
import appBackend from '@backstage/plugin-app-backend';
import authBackend from '@backstage/plugin-auth-backend';
import permissionBackend from '@backstage/plugin-permission-backend';
import catalogBackend from '@backstage/plugin-catalog-backend';
import catalogBackendModuleScaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import scaffolderBackend from '@backstage/plugin-scaffolder-backend';
import techdocsBackend from '@backstage/plugin-techdocs-backend';
import searchBackend from '@backstage/plugin-search-backend';
import searchBackendModuleCatalog from '@backstage/plugin-search-backend-module-catalog';
import searchBackendModuleTechdocs from '@backstage/plugin-search-backend-module-techdocs';
import searchBackendModuleDop from '@dop/plugin-search-backend-module-dop';
import techdocsBackendModuleDop from '@dop/plugin-techdocs-backend-module-dop';
import kubernetesBackend from '@backstage/plugin-kubernetes-backend';
import mcpActionsBackend from '@backstage/plugin-mcp-actions-backend';
import { auditorFactory, rootRouterFactory } from '@dop/plugin-access-node';
import accessBackend from '@dop/plugin-access-backend';
import authBackendModuleDop from '@dop/plugin-auth-backend-module-dop';
import permissionBackendModuleDop from '@dop/plugin-permission-backend-module-dop';
import codeBackend from '@dop/plugin-code-backend';
import imagesBackend from '@dop/plugin-images-backend';
import testReportsBackend from '@dop/plugin-test-reports-backend';
import componentsBackend from '@dop/plugin-components-backend';
import pipelinesBackend from '@dop/plugin-pipelines-backend';
import pipelinesBackendModuleDocker from '@dop/plugin-pipelines-backend-module-docker';
import catalogBackendModuleDop from '@dop/plugin-catalog-backend-module-dop';
import scaffolderBackendModuleDop from '@dop/plugin-scaffolder-backend-module-dop';
import {
  dataDirectoryLockFactory,
  rootHealthFactory,
} from '@dop/plugin-devops-node';

type Feature = Parameters<ReturnType<typeof createBackend>['add']>[0];

/** Everything that the portal consists of. */
export const features: Feature[] = [
  dataDirectoryLockFactory,
  rootRouterFactory,
  rootHealthFactory,
  auditorFactory,

  appBackend,

  accessBackend,
  authBackend,
  authBackendModuleDop,
  permissionBackend,
  permissionBackendModuleDop,

  codeBackend,
  imagesBackend,
  testReportsBackend,
  componentsBackend,
  pipelinesBackend,
  pipelinesBackendModuleDocker,

  catalogBackend,
  catalogBackendModuleScaffolderEntityModel,
  catalogBackendModuleDop,
  scaffolderBackend,
  scaffolderBackendModuleDop,
  techdocsBackend,
  techdocsBackendModuleDop,
  searchBackend,
  searchBackendModuleDop,
  searchBackendModuleCatalog,
  searchBackendModuleTechdocs,
  kubernetesBackend,
  mcpActionsBackend,
];
