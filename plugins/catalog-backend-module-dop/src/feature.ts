import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { catalogModuleDop } from './module';
import { hostedUrlReaderFactory } from './reader/hostedUrlReaderFactory';

/** The module together with the URL reader that the rest of the backend needs. */
export const dopCatalogFeature = createBackendFeatureLoader({
  loader: () => [catalogModuleDop, hostedUrlReaderFactory],
});
