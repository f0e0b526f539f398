import type { Principal } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { PushRights } from './evaluatePush';
import { unlessRefused } from './unlessRefused';

/** What the rules of a push need to know, as of now. */
export async function pushRights(
  access: AccessService,
  principal: Principal,
  repositoryId: string,
): Promise<PushRights> {
  await access.authorize(principal, 'dop.repository.push', { repositoryId });
  return {
    run: principal.type === 'run',
    owner:
      principal.type === 'user' &&
      (await unlessRefused(
        access
          .authorize(principal, 'dop.repository.administer', { repositoryId })
          .then(() => true),
      )) === true,
  };
}
