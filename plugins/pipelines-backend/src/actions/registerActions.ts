import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ClientOf } from './ActionClients';
import { registerActActions } from './registerActActions';
import { registerFindActions } from './registerFindActions';

/**
 * What people do with runs, for templates and for agents over MCP: the same
 * routes, under the caller's own permissions.
 */
export function registerActions(
  registry: ActionsRegistryService,
  clientOf: ClientOf,
): void {
  registerFindActions(registry, clientOf);
  registerActActions(registry, clientOf);
}
