import { realpathSync } from 'node:fs';
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
  if (configured) {
    return resolve(configured);
  }
  // The package itself, not the link to it in node_modules.
  const own = realpathSync(
    resolvePackagePath('@dop/plugin-components-backend'),
  );
  return join(dirname(dirname(own)), 'components');
}
