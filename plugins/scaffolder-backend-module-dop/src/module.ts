import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { scaffolderTemplatingExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { createRepositoryAction } from './actions/createRepositoryAction';
import { waitForEntityAction } from './actions/waitForEntityAction';

/**
 * Template actions of the portal, and `portalUrl` for templates: the address of
 * its APIs without `/api`.
 */
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
        templating: scaffolderTemplatingExtensionPoint,
      },
      async init({ actions, templating, ...deps }) {
        templating.addTemplateGlobals({
          portalUrl: deps.config
            .getString('backend.baseUrl')
            .replace(/\/+$/, ''),
        });
        actions.addActions(
          createRepositoryAction(deps),
          waitForEntityAction(deps),
        );
      },
    });
  },
});
