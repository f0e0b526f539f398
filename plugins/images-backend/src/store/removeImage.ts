import type { AuditorService } from '@backstage/backend-plugin-api';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { deleteImage } from './deleteImage';
import type { ManifestStore } from './ManifestStore';
import { tellOfImage } from './tellOfImage';

interface Stores {
  knex: Knex;
  manifests: ManifestStore;
  auditor: AuditorService;
  outbox: Outbox;
}

/** Deletes an image, audited. @see deleteImage */
export async function removeImage(
  { knex, auditor, outbox }: Stores,
  actor: string,
  repository: string,
  digest: string,
): Promise<string[]> {
  const meta = { actor, repository, digest };
  const gone = await audited(auditor, 'image-delete', meta, () =>
    knex.transaction(async trx => {
      const digests = await deleteImage(trx, repository, digest);
      if (digests.length > 0) {
        const change = 'deleted';
        await tellOfImage(trx, outbox, { change, repository, digests, actor });
      }
      return digests;
    }),
  );
  outbox.wake();
  return gone;
}

/** Deletes a tag, audited; the image stays. False if there is none. */
export async function removeTag(
  { knex, manifests, auditor, outbox }: Stores,
  actor: string,
  repository: string,
  tag: string,
): Promise<boolean> {
  const meta = { actor, repository, tag };
  const done = await audited(auditor, 'tag-delete', meta, () =>
    knex.transaction(async trx => {
      const digest = await manifests.deleteTag(trx, repository, tag);
      if (digest) {
        await tellOfImage(trx, outbox, {
          change: 'untagged',
          repository,
          digests: [digest],
          tag,
          actor,
        });
      }
      return digest !== undefined;
    }),
  );
  outbox.wake();
  return done;
}

async function audited<T>(
  auditor: AuditorService,
  eventId: string,
  meta: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    meta,
  });
  try {
    const result = await work();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
