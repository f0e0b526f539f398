import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import AccountTreeIcon from '@material-ui/icons/AccountTreeOutlined';
import { liveApiRef } from '@dop/plugin-devops-react';
import { PipelinesClient } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from './api/apis';
import { createLiveHub } from './api/createLiveHub';
import { rootRouteRef } from './routes';

const pipelinesApi = ApiBlueprint.make({
  params: define =>
    define({
      api: pipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => PipelinesClient.create(deps),
    }),
});

const liveApi = ApiBlueprint.make({
  name: 'live',
  params: define =>
    define({
      api: liveApiRef,
      deps: {
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
      },
      factory: ({ identityApi, ...deps }) =>
        createLiveHub({
          ...deps,
          sharedAs: identityApi
            .getBackstageIdentity()
            .then(({ userEntityRef }) => `dop-live ${userEntityRef}`),
        }),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/pipelines',
    title: 'Pipelines',
    icon: <AccountTreeIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
  },
});

const workflowsPage = SubPageBlueprint.make({
  name: 'workflows',
  params: {
    path: 'workflows',
    title: 'Workflows',
    loader: () => import('./pages').then(m => <m.WorkflowPages />),
  },
});

const editorPage = PageBlueprint.make({
  name: 'editor',
  params: {
    path: '/pipelines/editor',
    title: 'Editor',
    // It needs the whole height, and has a bar of its own.
    noHeader: true,
    loader: () => import('./editor/EditorPage').then(m => <m.EditorPage />),
  },
});

const runsPage = SubPageBlueprint.make({
  name: 'runs',
  params: {
    path: 'runs',
    title: 'Runs',
    loader: () => import('./pages').then(m => <m.RunPages />),
  },
});

const deliveriesPage = SubPageBlueprint.make({
  name: 'deliveries',
  params: {
    path: 'deliveries',
    title: 'Deliveries',
    loader: () => import('./pages').then(m => <m.DeliveriesPage />),
  },
});

const secretsPage = SubPageBlueprint.make({
  name: 'secrets',
  params: {
    path: 'secrets',
    title: 'Secrets',
    loader: () => import('./pages').then(m => <m.SecretsPage />),
  },
});

const entityPipelines = EntityContentBlueprint.make({
  name: 'pipelines',
  params: {
    path: 'pipelines',
    title: 'Pipelines',
    filter: {
      'metadata.annotations.dop/repository-id': { $exists: true },
    },
    loader: () =>
      import('./entity/EntityPipelines').then(m => <m.EntityPipelines />),
  },
});

const lastRunCard = EntityCardBlueprint.make({
  name: 'last-run',
  params: {
    type: 'content',
    filter: {
      $all: [
        { kind: 'component' },
        { 'metadata.annotations.dop/repository-id': { $exists: true } },
      ],
    },
    loader: () => import('./entity/LastRunCard').then(m => <m.LastRunCard />),
  },
});

/** Workflows, runs and deliveries, and the tab Pipelines of entities. */
export const pipelinesPlugin = createFrontendPlugin({
  pluginId: 'pipelines',
  title: 'Pipelines',
  icon: <AccountTreeIcon fontSize="inherit" />,
  routes: { root: rootRouteRef },
  extensions: [
    pipelinesApi,
    liveApi,
    page,
    workflowsPage,
    editorPage,
    runsPage,
    deliveriesPage,
    secretsPage,
    entityPipelines,
    lastRunCard,
  ],
});
