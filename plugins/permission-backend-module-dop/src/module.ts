import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { DopPermissionPolicy } from './DopPermissionPolicy';
import { LiveAccounts } from './LiveAccounts';

/** Sets the portal's permission policy. */
export const permissionModuleDop = createBackendModule({
  pluginId: 'permission',
  moduleId: 'dop',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        policy: policyExtensionPoint,
      },
      async init({ auth, discovery, policy }) {
        policy.setPolicy(
          DopPermissionPolicy.create({
            accounts: LiveAccounts.create({ auth, discovery }),
          }),
        );
      },
    });
  },
});
