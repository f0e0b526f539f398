import { createApiRef } from '@backstage/core-plugin-api';
import type { TestReportsApi } from '@dop/plugin-test-reports-common';

/** The API of test reports. */
export const testReportsApiRef = createApiRef<TestReportsApi>({
  id: 'plugin.test-reports.client',
});
