import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { pipelinesExtensionPoint } from '@dop/plugin-pipelines-node';
import { DockerRunner } from './DockerRunner';
import { Engine } from './engine/Engine';
import { PortalNetworks } from './network/PortalNetworks';

/** Adds the runner `docker`. */
export const dockerModule = createBackendModule({
  pluginId: 'pipelines',
  moduleId: 'docker',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        pipelines: pipelinesExtensionPoint,
      },
      async init({ auth, config, lifecycle, pipelines }) {
        const own = config.getOptionalConfig('dop.runners.docker');
        if (own?.getOptionalBoolean('enabled') === false) {
          return;
        }
        const portal = new URL(config.getString('backend.baseUrl'));
        // Names may lead to ::1, where the portal does not listen; a certificate
        // is for the name.
        const host =
          portal.hostname === 'localhost' && portal.protocol === 'http:'
            ? '127.0.0.1'
            : portal.hostname;
        const port =
          portal.port || (portal.protocol === 'https:' ? '443' : '80');
        const folder = resolve(config.getString('dop.dataDirectory'));
        const id = createHash('sha256')
          .update(folder)
          .digest('hex')
          .slice(0, 8);
        const runner = DockerRunner.create({
          engine: Engine.create(own?.getOptionalString('socket')),
          registry: {
            host: own?.getOptionalString('registry') ?? `${host}:${port}`,
            secure: portal.protocol === 'https:',
            password: async () => {
              const { token } = await auth.getPluginRequestToken({
                onBehalfOf: await auth.getOwnServiceCredentials(),
                targetPluginId: 'images',
              });
              return token;
            },
          },
          networks: PortalNetworks.create({
            prefix: `dop-${id}`,
            port: own?.getOptionalNumber('forwarderPort') ?? 7180,
          }),
          portalUrl: portal.origin,
          place: `${hostname()}:${folder}`,
          pidsLimit: own?.getOptionalNumber('pidsLimit') ?? 1024,
        });
        pipelines.addRunner(runner);
        lifecycle.addShutdownHook(() => runner.close());
      },
    });
  },
});
