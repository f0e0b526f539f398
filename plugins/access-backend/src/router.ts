import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { createDocumentRouter } from '@dop/plugin-devops-node';
import { createAccountsRouter } from './routes/accountsRouter';
import { createAuditRouter } from './routes/auditRouter';
import { checkOrigin } from './routes/checkOrigin';
import { createEntryRouter } from './routes/entryRouter';
import { createGroupsRouter } from './routes/groupsRouter';
import { createInternalRouter } from './routes/internalRouter';
import { createMeRouter } from './routes/meRouter';
import { createRepositoriesRouter } from './routes/repositoriesRouter';
import { createTokensRouter } from './routes/tokensRouter';
import { tellOfChanges } from './routes/tellOfChanges';
import { openApiDocument } from './schema/openapi.generated';
import type { SignInLimiter } from './security/SignInLimiter';
import type { Services } from './service/createServices';

/** The routes that nobody needs to be signed in for. */
export const entryPaths = [
  '/first',
  '/first/check',
  '/invitations/check',
  '/invitations/accept',
  '/sessions',
];

/** Everything under `/api/access`. */
export function createRouter(options: {
  services: Services;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  limiter: SignInLimiter;
  appBaseUrl: string;
  backendBaseUrl: string;
  authUrl: string;
}): Router {
  const { services, httpAuth, auditor, limiter, appBaseUrl, authUrl } = options;
  const router = PromiseRouter();
  router.use(tellOfChanges);
  router.use(
    createDocumentRouter({
      document: openApiDocument,
      access: services.access,
    }),
  );
  const internal = createInternalRouter({ httpAuth, ...services });
  internal.use(
    '/repositories',
    createRepositoriesRouter({ auditor, ...services }),
  );
  router.use('/internal', internal);
  const originCheck = checkOrigin([appBaseUrl, options.backendBaseUrl]);
  for (const path of entryPaths) {
    router.post(path, originCheck);
  }
  router.use(createEntryRouter({ auditor, limiter, authUrl, ...services }));
  router.use(createMeRouter({ auditor, limiter, ...services }));
  router.use(
    '/accounts',
    createAccountsRouter({ auditor, appBaseUrl, ...services }),
  );
  router.use('/groups', createGroupsRouter({ auditor, ...services }));
  router.use('/tokens', createTokensRouter({ auditor, ...services }));
  router.use('/audit', createAuditRouter(services));
  return router;
}
