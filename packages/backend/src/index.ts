import { createBackend } from '@backstage/backend-defaults';
import { auditorFactory, rootRouterFactory } from '@dop/plugin-access-node';
import { dataDirectoryLockFactory } from '@dop/plugin-devops-node';

const backend = createBackend();

backend.add(dataDirectoryLockFactory);
backend.add(rootRouterFactory);
backend.add(auditorFactory);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@dop/plugin-access-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@dop/plugin-auth-backend-module-dop'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@dop/plugin-permission-backend-module-dop'));

backend.add(import('@dop/plugin-code-backend'));
backend.add(import('@dop/plugin-images-backend'));
backend.add(import('@dop/plugin-test-reports-backend'));
backend.add(import('@dop/plugin-components-backend'));
backend.add(import('@dop/plugin-pipelines-backend'));
backend.add(import('@dop/plugin-pipelines-backend-module-docker'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@dop/plugin-catalog-backend-module-dop'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@dop/plugin-scaffolder-backend-module-dop'));
backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(import('@backstage/plugin-kubernetes-backend'));

backend.start().catch(error => {
  process.stderr.write(`The portal could not start: ${error.message}\n`);
  process.exit(1);
});
