import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { PatientLunrSearchEngine } from './PatientLunrSearchEngine';

/**
 * The search of the embedded portal. An installation with another engine
 * installs that engine's module in place of this one.
 */
export const searchModuleDop = createBackendModule({
  pluginId: 'search',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        engines: searchEngineRegistryExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ engines, logger }) {
        engines.setSearchEngine(new PatientLunrSearchEngine({ logger }));
      },
    });
  },
});
