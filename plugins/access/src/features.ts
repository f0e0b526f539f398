import { createFrontendFeatureLoader } from '@backstage/frontend-plugin-api';
import { accessPlugin } from './plugin';
import { signInModule } from './signInModule';

/** The pages, and the sign-in before them. */
export const accessFeatures = createFrontendFeatureLoader({
  loader: () => [accessPlugin, signInModule],
});
