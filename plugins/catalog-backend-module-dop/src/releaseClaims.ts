import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

const recentMinutes = 10;

/**
 * Lets the catalog process now what it had claimed before the portal died.
 *
 * @remarks
 * To claim an entity, the catalog moves its next turn minutes ahead, and learns
 * nothing of a process that is killed meanwhile: a new template would be there
 * only after that time. A claim does not say whether it was fulfilled, so all
 * that came or changed lately gets its turn again, which does no harm where it
 * was processed, nor where another replica is at it. So do locations: a file of
 * a new version of the portal is not to wait for its turn.
 */
export async function releaseClaims(knex: Knex): Promise<void> {
  const now = knex.fn.now();
  const recent = isSqlite(knex)
    ? knex.raw(`datetime('now', ?)`, [`-${recentMinutes} minutes`])
    : knex.raw(`now() - interval '${recentMinutes} minutes'`);
  await knex('refresh_state')
    .where('next_update_at', '>', now)
    .where(query =>
      query
        .whereNull('processed_entity')
        .orWhere('last_discovery_at', '>', recent)
        .orWhere('entity_ref', 'like', 'location:%'),
    )
    .update({ next_update_at: now });
  await knex('stitch_queue')
    .where('next_stitch_at', '>', now)
    .update({ next_stitch_at: now });
}
