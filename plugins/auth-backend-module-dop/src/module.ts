import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { AccessClient } from './AccessClient';
import { DopAuthProvider } from './DopAuthProvider';

/** Registers the auth provider `dop`. */
export const authModuleDop = createBackendModule({
  pluginId: 'auth',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        providers: authProvidersExtensionPoint,
      },
      async init({ auth, discovery, providers }) {
        const client = AccessClient.create({ auth, discovery });
        providers.registerProvider({
          providerId: 'dop',
          factory: ({ resolverContext, baseUrl }) =>
            DopAuthProvider.create({
              client,
              context: resolverContext,
              baseUrl,
            }),
        });
      },
    });
  },
});
