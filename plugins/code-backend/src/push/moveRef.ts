import { NotAllowedError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { Pusher, RefUpdate } from '../journal/RefUpdate';
import { evaluatePush, type PushRights } from './evaluatePush';
import type { PushServices } from './PushSession';

/**
 * Moves a branch on to a commit that has it as an ancestor, by the rules and
 * with the journal of a push. Needs the repository's lock.
 *
 * @throws NotAllowedError with what the rules say
 */
export async function moveRef(
  services: PushServices,
  options: {
    record: RepositoryRecord;
    update: RefUpdate;
    pusher: Pusher;
    rights: PushRights;
  },
): Promise<void> {
  const { git, folders, reconciler, journal } = services;
  const { record, update, pusher, rights } = options;
  const problems = await evaluatePush(
    record,
    [update],
    rights,
    async () => true,
  );
  if (problems.length > 0) {
    throw new NotAllowedError(problems.join(' '));
  }
  const pushId = await journal.announce(record.id, [update], pusher);
  try {
    const { ref, before, after } = update;
    await git.run(['update-ref', '--end-of-options', ref, after, before], {
      folder: folders.path(record.id),
    });
  } catch (error) {
    await journal.withdraw(pushId);
    throw error;
  }
  await services.beforeJournal?.();
  await journal.record({
    record,
    updates: await reconciler.describe(record.id, [update]),
    pusher,
    pushId,
  });
}
