import type { Knex } from 'knex';
import { isSqlite } from '@dop/plugin-devops-node';
import { RegistryError } from '../registry/RegistryError';

/**
 * Removes an image with its tags, with what refers to it, and with the images
 * of an index that nothing else holds. Blobs go later, by the garbage collector.
 *
 * @throws RegistryError DENIED while an index contains it
 * @returns the digests that are gone; empty if there was none
 */
export async function deleteImage(
  trx: Knex.Transaction,
  repository: string,
  digest: string,
): Promise<string[]> {
  const image = trx('manifests').where({ repository, digest }).first('digest');
  // An index that is being pushed holds the row until it is there.
  await (isSqlite(trx) ? image : image.forUpdate());
  const parent = await parentOf(trx, repository, digest);
  if (parent) {
    throw new RegistryError(
      409,
      'DENIED',
      `This image is a platform of ${parent}; delete that one first`,
    );
  }
  const gone: string[] = [];
  const waiting = [digest];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next !== digest && (await isHeld(trx, repository, next))) {
      continue;
    }
    const children = await trx('manifest_references')
      .where({ repository, parent: next, kind: 'manifest' })
      .pluck('child');
    const referrers = await trx('manifests')
      .where({ repository, subject: next })
      .pluck('digest');
    await trx('tags').where({ repository, digest: next }).delete();
    await trx('manifest_references')
      .where({ repository, parent: next })
      .delete();
    const count = await trx('manifests')
      .where({ repository, digest: next })
      .delete();
    if (count > 0) {
      gone.push(next);
      waiting.push(...children, ...referrers);
    }
  }
  return gone;
}

/** Whether a tag or an index still needs it. */
async function isHeld(
  trx: Knex.Transaction,
  repository: string,
  digest: string,
): Promise<boolean> {
  const tag = await trx('tags').where({ repository, digest }).first('tag');
  return (
    tag !== undefined || (await parentOf(trx, repository, digest)) !== undefined
  );
}

async function parentOf(
  trx: Knex.Transaction,
  repository: string,
  digest: string,
): Promise<string | undefined> {
  const row = await trx('manifest_references')
    .where({ repository, child: digest, kind: 'manifest' })
    .first('parent');
  return row?.parent;
}
