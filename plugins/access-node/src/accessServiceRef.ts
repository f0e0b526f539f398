import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { AccessService } from './AccessService';
import { HttpAccessService } from './HttpAccessService';

/** @see AccessService */
export const accessServiceRef = createServiceRef<AccessService>({
  id: 'dop.access',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        auth: coreServices.auth,
        httpAuth: coreServices.httpAuth,
        discovery: coreServices.discovery,
      },
      factory: deps => HttpAccessService.create(deps),
    }),
});
