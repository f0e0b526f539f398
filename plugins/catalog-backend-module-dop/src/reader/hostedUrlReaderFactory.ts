import { urlReaderFactoriesServiceRef } from '@backstage/backend-defaults/urlReader';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { PluginClient } from '../PluginClient';
import { HostedUrlReader } from './HostedUrlReader';

/** Lets every plugin's URL reader read hosted repositories. */
export const hostedUrlReaderFactory = createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: { auth: coreServices.auth, discovery: coreServices.discovery },
  async factory({ auth, discovery }) {
    return HostedUrlReader.factory(
      PluginClient.create({ auth, discovery, pluginId: 'code' }),
    );
  },
});
