import {
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import HomeIcon from '@material-ui/icons/HomeOutlined';

const homeRouteRef = createRouteRef();

/** The page that the portal opens with. */
export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  icon: <HomeIcon fontSize="inherit" />,
  routes: { root: homeRouteRef },
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/',
        title: 'Home',
        routeRef: homeRouteRef,
        loader: () => import('./HomePage').then(m => <m.HomePage />),
      },
    }),
  ],
});
