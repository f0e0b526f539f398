import type { JsonObject } from '@backstage/types';
import type { ComponentChanged } from '@dop/plugin-components-common';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { VersionRow } from './rows';

/**
 * Tells pipelines that a version was published or moved in its lifecycle, in the
 * transaction that makes it true. Wake the outbox after the commit. Drafts are
 * their authors' own affair.
 *
 * @param actor - user entity ref; absent for the portal itself
 */
export async function tellOfVersion(
  trx: Knex.Transaction,
  outbox: Outbox,
  row: VersionRow,
  actor: string | undefined,
): Promise<void> {
  if (row.lifecycle === 'draft') {
    return;
  }
  const data: ComponentChanged = {
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    lifecycle: row.lifecycle,
    reason: row.lifecycle_reason ?? undefined,
    sourceDigest: row.source_digest,
    imageDigest: row.image_digest ?? undefined,
    ...(row.repository_id && {
      repositoryId: row.repository_id,
      repository: row.repository ?? undefined,
      commit: row.commit ?? undefined,
      fromProtectedRef: Boolean(row.from_protected_ref),
    }),
    actor,
    time: new Date().toISOString(),
  };
  await outbox.enqueue(trx, ['pipelines'], {
    type: 'dop.component.changed',
    subject: `${row.namespace}/${row.name}`,
    data: data as unknown as JsonObject,
  });
}
