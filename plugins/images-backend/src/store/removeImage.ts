import type { AuditorService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { deleteImage } from './deleteImage';
import type { ManifestStore } from './ManifestStore';

interface Stores {
  knex: Knex;
  manifests: ManifestStore;
  auditor: AuditorService;
}

/** Deletes an image, audited. @see deleteImage */
export async function removeImage(
  { knex, auditor }: Stores,
  actor: string,
  repository: string,
  digest: string,
): Promise<string[]> {
  return audited(auditor, 'image-delete', { actor, repository, digest }, () =>
    knex.transaction(trx => deleteImage(trx, repository, digest)),
  );
}

/** Deletes a tag, audited; the image stays. False if there is none. */
export async function removeTag(
  { knex, manifests, auditor }: Stores,
  actor: string,
  repository: string,
  tag: string,
): Promise<boolean> {
  return audited(auditor, 'tag-delete', { actor, repository, tag }, () =>
    knex.transaction(trx => manifests.deleteTag(trx, repository, tag)),
  );
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
