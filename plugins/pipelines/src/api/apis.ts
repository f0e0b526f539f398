import { createApiRef } from '@backstage/core-plugin-api';
import type { PipelinesClient } from '@dop/plugin-pipelines-common';

/** The API of pipelines. */
export const pipelinesApiRef = createApiRef<PipelinesClient>({
  id: 'plugin.pipelines.client',
});
