import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createRepositoryAction } from './actions/createRepositoryAction';
import { waitForEntityAction } from './actions/waitForEntityAction';

/** Template actions of the portal. */
export const scaffolderModuleDop = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, ...deps }) {
        actions.addActions(
          createRepositoryAction(deps),
          waitForEntityAction(deps),
        );
      },
    });
  },
});
