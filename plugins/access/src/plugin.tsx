import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import AuditIcon from '@material-ui/icons/Receipt';
import PeopleIcon from '@material-ui/icons/People';
import AccountIcon from '@material-ui/icons/VpnKey';
import { AccessClient, accessApiRef } from './api/AccessApi';
import { DeadLettersClient, deadLettersApiRef } from './api/DeadLettersApi';
import { auditRouteRef, peopleRouteRef, accountRouteRef } from './routes';

const accessApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: accessApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => AccessClient.create(deps),
    }),
});

const deadLettersApi = ApiBlueprint.make({
  name: 'dead-letters',
  params: defineParams =>
    defineParams({
      api: deadLettersApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => DeadLettersClient.create(deps),
    }),
});

const peoplePage = PageBlueprint.make({
  name: 'people',
  params: {
    path: '/people',
    title: 'People',
    icon: <PeopleIcon fontSize="inherit" />,
    routeRef: peopleRouteRef,
    loader: () => import('./people/PeoplePages').then(m => <m.PeoplePages />),
  },
});

const accountPage = PageBlueprint.make({
  name: 'account',
  params: {
    path: '/account',
    title: 'My account',
    icon: <AccountIcon fontSize="inherit" />,
    routeRef: accountRouteRef,
    loader: () => import('./account/AccountPage').then(m => <m.AccountPage />),
  },
});

const auditPage = PageBlueprint.make({
  name: 'audit',
  params: {
    path: '/audit',
    title: 'Audit',
    icon: <AuditIcon fontSize="inherit" />,
    routeRef: auditRouteRef,
    loader: () => import('./audit/AuditPage').then(m => <m.AuditPage />),
  },
});

/** Accounts and groups, one's own account, and the audit. */
export const accessPlugin = createFrontendPlugin({
  pluginId: 'access',
  title: 'Access',
  routes: {
    people: peopleRouteRef,
    account: accountRouteRef,
    audit: auditRouteRef,
  },
  extensions: [accessApi, deadLettersApi, peoplePage, accountPage, auditPage],
});
