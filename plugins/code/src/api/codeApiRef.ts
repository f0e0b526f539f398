import { createApiRef } from '@backstage/core-plugin-api';
import type { CodeApi } from '@dop/plugin-code-common';

/** The API of the Git hosting. */
export const codeApiRef = createApiRef<CodeApi>({ id: 'plugin.code.client' });
