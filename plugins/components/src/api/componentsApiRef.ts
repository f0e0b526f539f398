import { createApiRef } from '@backstage/core-plugin-api';
import type { ComponentsApi } from '@dop/plugin-components-common';

/** The API of the components plugin. */
export const componentsApiRef = createApiRef<ComponentsApi>({
  id: 'plugin.components.client',
});
