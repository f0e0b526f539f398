import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';

/**
 * The folder of one plugin inside the portal's data folder, made if missing,
 * readable by the portal's user only. Each plugin owns its folder; nobody reads
 * another's.
 *
 * @param pluginId - also the name of the folder
 */
export function pluginDataDirectory(
  config: RootConfigService,
  pluginId: string,
): string {
  const folder = resolve(config.getString('dop.dataDirectory'), pluginId);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
