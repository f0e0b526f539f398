import { HostDiscovery } from '@backstage/backend-defaults/discovery';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { allowedHosts, checkHost } from './checkHost';
import { TokenExchange } from './TokenExchange';

/**
 * The root HTTP router with Backstage's default chain, and before it the check
 * of `Host` and the exchange of personal tokens.
 */
export const rootRouterFactory = rootHttpRouterServiceFactory({
  configure({ app, applyDefaults, config }) {
    const hosts = allowedHosts(config);
    if (hosts) {
      app.use(checkHost(hosts));
    }
    app.use(
      TokenExchange.create({
        discovery: HostDiscovery.fromConfig(config),
      }).middleware(),
    );
    applyDefaults();
  },
});
