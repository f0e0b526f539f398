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
import { ImagesClient } from '@dop/plugin-images-common';
import ImagesIcon from '@material-ui/icons/Layers';
import { imagesApiRef } from './api/imagesApiRef';
import { rootRouteRef } from './routes';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: imagesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => ImagesClient.create(options),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/images',
    title: 'Images',
    icon: <ImagesIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: async () => {
      const { ImagesPage } = await import('./components/ImagesPage');
      return <ImagesPage />;
    },
  },
});

const entityTab = EntityContentBlueprint.make({
  params: {
    path: '/images',
    title: 'Images',
    filter: hosted,
    loader: async () => {
      const { EntityImages } = await import('./components/EntityImages');
      return <EntityImages />;
    },
  },
});

const card = EntityCardBlueprint.make({
  name: 'newest-image',
  params: {
    type: 'content',
    filter: hostedService,
    loader: async () => {
      const { NewestImageCard } = await import('./components/NewestImageCard');
      return <NewestImageCard />;
    },
  },
});

/** Pages of image repositories, tags and images, and the tab on services. */
export const imagesPlugin = createFrontendPlugin({
  pluginId: 'images',
  title: 'Images',
  icon: <ImagesIcon fontSize="inherit" />,
  extensions: [api, page, entityTab, card],
  routes: { root: rootRouteRef },
});
