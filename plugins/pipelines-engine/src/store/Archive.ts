import { isSqlite, type BlobStore } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { databaseNow, inList, rawRows, retried } from './dialect';
import type { RunCache } from './RunCache';

/** Runs in one transaction: short ones, between which the living go on. */
const batch = 10;
const garbageBatch = 100;
/**
 * A blob that was stored so lately is left alone: who stored it may not have
 * written down yet what for.
 */
const graceMs = 60 * 60_000;
/** What no attempt wrote down for so long, none will: collecting ended long ago. */
const orphanMs = 24 * 60 * 60_000;

/** What only the pages of a run need. */
const details = [
  'run_log_chunks',
  'run_artifacts',
  'run_artifact_uses',
  'run_events',
  'run_attempts',
  'run_waits',
  'run_approvers',
  'run_timers',
  'run_steps',
];

/**
 * Takes steps, attempts, events, logs and artifacts of runs that ended long ago
 * away; the row of the run stays, so that numbers and lists do. Plans go with the
 * last run that has them, blobs with the last that names them. Outcomes that
 * another run took over stay as long as that run does.
 */
export class Archive {
  readonly #knex: Knex;
  readonly #blobs: BlobStore;
  readonly #cache: RunCache;

  constructor(knex: Knex, blobs: BlobStore, cache: RunCache) {
    this.#knex = knex;
    this.#blobs = blobs;
    this.#cache = cache;
  }

  /**
   * Archives one batch.
   *
   * @param keepMs - how long runs are kept after their end
   * @returns how many runs were archived; fewer than a batch when none is left
   */
  async archiveSome(keepMs: number): Promise<{ runs: number; more: boolean }> {
    const ids = await retried(() =>
      this.#knex.transaction(trx => this.#archive(trx, keepMs)),
    );
    ids.forEach(id => this.#cache.forget(id));
    return { runs: ids.length, more: ids.length === batch };
  }

  async #archive(trx: Knex.Transaction, keepMs: number): Promise<string[]> {
    const now = await databaseNow(trx);
    const rows = await rawRows<{ id: string; plan_hash: string }>(
      trx,
      `SELECT id, plan_hash FROM runs
       WHERE ended_at IS NOT NULL AND archived_at IS NULL AND ended_at < ?
         AND (parent_told IS NULL OR parent_told = 1)
         AND NOT EXISTS (SELECT 1 FROM run_steps s WHERE s.taken_run = runs.id)
       ORDER BY ended_at LIMIT ${batch}
       ${isSqlite(trx) ? '' : 'FOR UPDATE SKIP LOCKED'}`,
      [now - keepMs],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) {
      return ids;
    }
    const theirs = inList(trx, 'run_id', ids);
    await trx.raw(
      `INSERT INTO run_garbage (digest)
       SELECT digest FROM run_log_chunks WHERE digest IS NOT NULL AND ${theirs.sql}
       UNION SELECT digest FROM run_artifacts WHERE ${theirs.sql}
       UNION SELECT digest FROM run_artifact_uses WHERE ${theirs.sql}
       ON CONFLICT (digest) DO NOTHING`,
      [theirs.binding, theirs.binding, theirs.binding],
    );
    for (const table of details) {
      await trx.raw(`DELETE FROM ${table} WHERE ${theirs.sql}`, [
        theirs.binding,
      ]);
    }
    const them = inList(trx, 'id', ids);
    await trx.raw(
      `UPDATE runs SET archived_at = ?, version = version + 1 WHERE ${them.sql}`,
      [now, them.binding],
    );
    await this.#dropPlans(
      trx,
      rows.map(row => row.plan_hash),
    );
    return ids;
  }

  async #dropPlans(
    trx: Knex.Transaction,
    hashes: readonly string[],
  ): Promise<void> {
    const wanted = inList(trx, 'hash', [...new Set(hashes)]);
    const unused = `${wanted.sql} AND NOT EXISTS (SELECT 1 FROM runs r
      WHERE r.plan_hash = run_plans.hash AND r.archived_at IS NULL)`;
    const found = await rawRows(
      trx,
      `SELECT hash FROM run_plans WHERE ${unused}`,
      [wanted.binding],
    );
    if (found.length > 0) {
      if (!isSqlite(trx)) {
        // Whoever is about to start a run of such a plan comes before, or after.
        await trx.raw('LOCK TABLE run_plans IN SHARE ROW EXCLUSIVE MODE');
      }
      await trx.raw(`DELETE FROM run_plans WHERE ${unused}`, [wanted.binding]);
    }
  }

  /** Forgets groups in which no run has been for long; they are made anew when needed. */
  async dropGroups(keepMs: number): Promise<void> {
    const now = await databaseNow(this.#knex);
    await this.#knex.raw(
      `DELETE FROM run_groups WHERE touched_at < ? AND NOT EXISTS (
         SELECT 1 FROM runs r WHERE r.group_key = run_groups.group_key
           AND r.ended_at IS NULL)`,
      [now - keepMs],
    );
  }

  /**
   * Finds blobs that were stored for an attempt whose outcome was never written
   * down, because it was lost or the database was away; they become garbage.
   *
   * @param prefix - two hexadecimal digits: one of 256 parts of the store
   */
  async findOrphans(prefix: string, olderThanMs = orphanMs): Promise<void> {
    const digests = await this.#blobs.list(prefix, {
      storedBefore: new Date(Date.now() - olderThanMs),
    });
    for (const digest of digests) {
      if (!(await this.#isNeeded(digest))) {
        await this.#knex('run_garbage')
          .insert({ digest })
          .onConflict('digest')
          .ignore();
      }
    }
  }

  /**
   * Removes blobs that no run names any more.
   *
   * @returns how many were removed
   */
  async removeGarbage(olderThanMs = graceMs): Promise<number> {
    const rows: { digest: string }[] = await this.#knex('run_garbage')
      .select('digest')
      .orderBy('digest')
      .limit(garbageBatch);
    let removed = 0;
    for (const { digest } of rows) {
      const needed = await this.#isNeeded(digest);
      const done =
        needed ||
        (await this.#blobs.remove(digest, {
          storedBefore: new Date(Date.now() - olderThanMs),
        }));
      if (done) {
        removed += needed ? 0 : 1;
        await this.#knex('run_garbage').where('digest', digest).delete();
      }
    }
    return removed;
  }

  async #isNeeded(digest: string): Promise<boolean> {
    for (const table of [
      'run_artifacts',
      'run_artifact_uses',
      'run_log_chunks',
    ]) {
      if (await this.#knex(table).select('digest').where({ digest }).first()) {
        return true;
      }
    }
    return false;
  }
}
