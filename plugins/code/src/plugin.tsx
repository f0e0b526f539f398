import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import CodeIcon from '@material-ui/icons/Code';
import { CodeClient } from '@dop/plugin-code-common';
import { hosted } from '@dop/plugin-devops-react';
import { codeApiRef } from './api/codeApiRef';
import { rootRouteRef } from './routes';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: codeApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => CodeClient.create(options),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/code',
    title: 'Repositories',
    icon: <CodeIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: async () => {
      const { CodePages } = await import('./components/CodePages');
      return <CodePages />;
    },
  },
});

const entityTab = EntityContentBlueprint.make({
  params: {
    path: '/code',
    title: 'Code',
    filter: hosted,
    loader: async () => {
      const { EntityCode } = await import('./components/EntityCode');
      return <EntityCode />;
    },
  },
});

/** Pages of repositories, files, branches and commits, and the tab on services. */
export const codePlugin = createFrontendPlugin({
  pluginId: 'code',
  title: 'Code',
  icon: <CodeIcon fontSize="inherit" />,
  extensions: [api, page, entityTab],
  routes: { root: rootRouteRef },
});
