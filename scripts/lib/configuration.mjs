// What the configuration says, where a person has files of their own.
import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { root } from './setUp.mjs';

/**
 * Reads `app-config.yaml` and the files of the person, as the portal does.
 *
 * @param files - later ones win
 * @returns what the commands need to know of it
 */
export async function readConfiguration(files) {
  const paths = files.map(file => resolve(file));
  const missing = paths.find(path => !existsSync(path));
  if (missing) {
    throw new Error(`--config names ${missing}, which does not exist.`);
  }
  // Not at the top: the first command runs before anything is installed.
  const { ConfigSources } = await import('@backstage/config-loader');
  const config = await ConfigSources.toConfig(
    ConfigSources.default({
      rootDir: root,
      argv: ['app-config.yaml', ...paths].flatMap(path => ['--config', path]),
      watch: false,
    }),
  );
  try {
    return {
      paths,
      url: config.getString('backend.baseUrl').replace(/\/+$/, ''),
      host: config.getOptionalString('backend.listen.host'),
      port: config.getOptionalNumber('backend.listen.port'),
      secure: config.has('backend.https'),
      data: config.getString('dop.dataDirectory'),
      discovery: config.has('discovery.endpoints'),
      sqlite: config.getString('backend.database.client') === 'better-sqlite3',
    };
  } finally {
    config.close();
  }
}
