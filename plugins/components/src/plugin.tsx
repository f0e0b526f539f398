import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import ExtensionIcon from '@material-ui/icons/ExtensionOutlined';
import { ComponentsClient } from '@dop/plugin-components-common';
import { componentsApiRef } from './api/componentsApiRef';
import { libraryPath, rootRouteRef } from './routes';

const componentsApi = ApiBlueprint.make({
  params: define =>
    define({
      api: componentsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => ComponentsClient.create(deps),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: libraryPath,
    title: 'DevOps components',
    icon: <ExtensionIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () => import('./ComponentPages').then(m => <m.ComponentPages />),
  },
});

/** The library of DevOps components. */
export const componentsPlugin = createFrontendPlugin({
  pluginId: 'components',
  title: 'DevOps components',
  icon: <ExtensionIcon fontSize="inherit" />,
  routes: { root: rootRouteRef },
  extensions: [componentsApi, page],
});
