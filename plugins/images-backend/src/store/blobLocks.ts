import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/** Young blobs are not collected; until the commit nobody else removes them. */
export async function touchBlobs(
  trx: Knex.Transaction,
  repository: string,
  digests: string[],
): Promise<void> {
  // In one order everywhere, so that two pushes cannot wait for each other.
  const sorted = [...new Set(digests)].sort();
  for (const digest of sorted) {
    await trx('repository_blobs')
      .where({ repository, digest })
      .update({ touched_at: Date.now() });
  }
}

/** Locks the rows that it reads, so that a deletion at the same time waits. */
export async function lockSizes(
  trx: Knex.Transaction,
  table: string,
  column: string,
  repository: string,
  digests: string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let start = 0; start < digests.length; start += 200) {
    const query = trx(table)
      .where({ repository })
      .whereIn('digest', digests.slice(start, start + 200))
      .orderBy('digest')
      .select('digest', `${column} as size`);
    const rows = await (isSqlite(trx) ? query : query.forUpdate());
    rows.forEach(row => found.set(row.digest, Number(row.size)));
  }
  return found;
}
