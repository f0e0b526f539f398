import { dirname, join, resolve } from 'node:path';
import {
  resolvePackagePath,
  type RootConfigService,
} from '@backstage/backend-plugin-api';

/**
 * The folder of components that ship: what the configuration says, else
 * `components` beside the folder `plugins` that this package lies in.
 */
export function shippedFolder(config: RootConfigService): string {
  const configured = config.getOptionalString('dop.components.shipped');
  return configured
    ? resolve(configured)
    : join(
        dirname(dirname(resolvePackagePath('@dop/plugin-components-backend'))),
        'components',
      );
}
