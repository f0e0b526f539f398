import {
  AppRootElementBlueprint,
  createFrontendModule,
  NotFoundErrorPage,
} from '@backstage/frontend-plugin-api';
import {
  IconBundleBlueprint,
  NavContentBlueprint,
  SwappableComponentBlueprint,
} from '@backstage/plugin-app-react';
import AccountTreeIcon from '@material-ui/icons/AccountTreeOutlined';
import WidgetsIcon from '@material-ui/icons/WidgetsOutlined';
import { GlobalKeys } from './keys/GlobalKeys';
import { kubernetesMessages } from './kubernetes/kubernetesMessages';
import { Navigation } from './navigation/Navigation';
import { darkTheme, lightTheme } from './theme/themes';

/** What makes this Backstage app the portal: looks, navigation, keys. */
export const appModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    lightTheme,
    darkTheme,
    kubernetesMessages,
    NavContentBlueprint.make({ params: { component: Navigation } }),
    IconBundleBlueprint.make({
      name: 'dop',
      params: {
        icons: {
          'kind:workflow': AccountTreeIcon,
          'kind:devopscomponent': WidgetsIcon,
        },
      },
    }),
    SwappableComponentBlueprint.make({
      name: 'core-not-found-error-page',
      params: define =>
        define({
          component: NotFoundErrorPage,
          loader: () =>
            import('./notFound/NotFoundPage').then(m => m.NotFoundPage),
        }),
    }),
    AppRootElementBlueprint.make({
      name: 'global-keys',
      params: { element: <GlobalKeys /> },
    }),
  ],
});
