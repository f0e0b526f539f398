import { isError } from '@backstage/errors';
import type { Principal } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { PushRights } from './evaluatePush';

/**
 * What the rules of a push need to know, as of now.
 *
 * @param refs - full refs that are pushed; of a run each of them is asked about
 */
export async function pushRights(
  access: AccessService,
  principal: Principal,
  repositoryId: string,
  refs: string[] = [],
): Promise<PushRights> {
  if (principal.type === 'run' && refs.length > 0) {
    for (const ref of refs) {
      await access.authorize(principal, 'dop.repository.push', {
        repositoryId,
        ref,
      });
    }
    return { run: true, owner: false };
  }
  await access.authorize(principal, 'dop.repository.push', { repositoryId });
  return {
    run: principal.type === 'run',
    owner:
      principal.type === 'user' &&
      (await access
        .authorize(principal, 'dop.repository.administer', { repositoryId })
        .then(
          () => true,
          error => {
            if (
              isError(error) &&
              ['NotAllowedError', 'NotFoundError'].includes(error.name)
            ) {
              return false;
            }
            throw error;
          },
        )),
  };
}
