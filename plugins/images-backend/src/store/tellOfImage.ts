import type { JsonObject } from '@backstage/types';
import type { Outbox } from '@dop/plugin-devops-node';
import type { ImageChanged } from '@dop/plugin-images-common';
import type { Knex } from 'knex';

/**
 * Tells pipelines what a person did, in the transaction that makes it true. Wake
 * the outbox after the commit.
 */
export async function tellOfImage(
  trx: Knex.Transaction,
  outbox: Outbox,
  news: Omit<ImageChanged, 'repositoryId' | 'time'>,
): Promise<void> {
  const owner = await trx('image_repositories')
    .where('name', news.repository)
    .first('repository_id');
  const data: ImageChanged = {
    ...news,
    repositoryId: owner?.repository_id ?? undefined,
    time: new Date().toISOString(),
  };
  await outbox.enqueue(trx, ['pipelines'], {
    type: 'dop.image.changed',
    subject: news.repository,
    data: data as unknown as JsonObject,
  });
}
