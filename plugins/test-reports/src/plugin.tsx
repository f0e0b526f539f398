import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { hosted, hostedService } from '@dop/plugin-devops-react';
import { TestReportsClient } from '@dop/plugin-test-reports-common';
import TestsIcon from '@material-ui/icons/PlaylistAddCheck';
import { testReportsApiRef } from './api/testReportsApiRef';
import { rootRouteRef } from './routes';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: testReportsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new TestReportsClient(options),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/tests',
    title: 'Tests',
    icon: <TestsIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: async () => {
      const { TestsPages } = await import('./components/TestsPages');
      return <TestsPages />;
    },
  },
});

const entityTab = EntityContentBlueprint.make({
  params: {
    path: '/tests',
    title: 'Tests',
    filter: hosted,
    loader: async () => {
      const { EntityTests } = await import('./entity/EntityTests');
      return <EntityTests />;
    },
  },
});

const card = EntityCardBlueprint.make({
  name: 'last-report',
  params: {
    type: 'content',
    filter: hostedService,
    loader: async () => {
      const { LastReportCard } = await import('./entity/LastReportCard');
      return <LastReportCard />;
    },
  },
});

/** Pages of test reports, and the tab on services. */
export const testReportsPlugin = createFrontendPlugin({
  pluginId: 'test-reports',
  title: 'Tests',
  icon: <TestsIcon fontSize="inherit" />,
  extensions: [api, page, entityTab, card],
  routes: { root: rootRouteRef },
});
