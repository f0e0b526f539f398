import { randomUUID } from 'node:crypto';
import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import {
  zeroSha,
  type RefUpdated,
  type RepositoryFiles,
} from '@dop/plugin-code-common';
import type { Outbox } from '@dop/plugin-devops-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { PullRequestFollower } from '../pulls/PullRequestFollower';
import type { PullRequestStore } from '../pulls/PullRequestStore';
import type { Pusher, RefUpdate } from './RefUpdate';

/** Plugins that hear of every ref update. */
const listeners = ['pipelines', 'catalog'];
/** Bound parameters for each statement; SQLite and PostgreSQL have limits. */
const batch = 200;

/** A ref update together with what has to be read from Git before it is journaled. */
export interface JournaledUpdate extends RefUpdate {
  /** Whether the new head's message says `[skip ci]` or `[ci skip]`. */
  skipCi: boolean;
  /** See `RefUpdated`. */
  workflowFiles?: RepositoryFiles;
}

/**
 * The journal of ref updates, where the journal says that each ref is, the pull
 * requests that follow, and the events of all this: always changed together, in
 * one transaction.
 *
 * @remarks Every call that writes needs the repository's lock.
 */
export class RefJournal {
  readonly #knex: Knex;
  readonly #outbox: Outbox;
  readonly #pulls: PullRequestStore;
  readonly #follower: PullRequestFollower;

  private constructor(options: RefJournalOptions) {
    this.#knex = options.knex;
    this.#outbox = options.outbox;
    this.#pulls = options.pulls;
    this.#follower = options.follower;
  }

  static create(options: RefJournalOptions): RefJournal {
    return new RefJournal(options);
  }

  /** Remembers who is about to move refs, should the backend die before it can say so. */
  async announce(
    repositoryId: string,
    updates: RefUpdate[],
    pusher: Pusher,
  ): Promise<string> {
    const id = randomUUID();
    await this.#knex('pushes').insert({
      id,
      repository_id: repositoryId,
      pusher: pusher.userEntityRef ?? null,
      run_id: pusher.runId ?? null,
      updates: JSON.stringify(updates),
      time: Date.now(),
    });
    return id;
  }

  /** Forgets an announced push that did not happen. */
  async withdraw(pushId: string): Promise<void> {
    await this.#knex('pushes').where('id', pushId).delete();
  }

  /** Forgets all announcements of a repository, once refs and journal agree. */
  async withdrawAll(repositoryId: string): Promise<void> {
    await this.#knex('pushes').where('repository_id', repositoryId).delete();
  }

  /** Who announced this very update and did not come to journal it. */
  async announcedBy(
    repositoryId: string,
    update: RefUpdate,
  ): Promise<Pusher | undefined> {
    const rows: {
      pusher: string | null;
      run_id: string | null;
      updates: string;
    }[] = await this.#knex('pushes')
      .where('repository_id', repositoryId)
      .orderBy('time', 'desc');
    const row = rows.find(({ updates }) =>
      (JSON.parse(updates) as RefUpdate[]).some(
        ({ ref, after }) => ref === update.ref && after === update.after,
      ),
    );
    return (
      row && {
        userEntityRef: row.pusher ?? undefined,
        runId: row.run_id ?? undefined,
      }
    );
  }

  /** Where the journal says that each ref of a repository is. */
  async refs(repositoryId: string): Promise<Map<string, string>> {
    const rows: { ref: string; sha: string }[] = await this.#knex('refs')
      .where('repository_id', repositoryId)
      .select('ref', 'sha');
    return new Map(rows.map(({ ref, sha }) => [ref, sha]));
  }

  /** Where the journal says that a ref is. */
  async ref(repositoryId: string, ref: string): Promise<string | undefined> {
    const row: { sha: string } | undefined = await this.#knex('refs')
      .where({ repository_id: repositoryId, ref })
      .first('sha');
    return row?.sha;
  }

  /** Who moved a ref to where it is; empty where it is not known. */
  async pusherOf(
    repositoryId: string,
    ref: string,
    sha: string,
  ): Promise<Pusher> {
    const row: { pusher: string | null; run_id: string | null } | undefined =
      await this.#knex('ref_updates')
        .where({ repository_id: repositoryId, ref, after: sha })
        .orderBy('sequence', 'desc')
        .first('pusher', 'run_id');
    return {
      userEntityRef: row?.pusher ?? undefined,
      runId: row?.run_id ?? undefined,
    };
  }

  /** The heads of default branches, by repository; a few hundred at once. */
  async heads(records: RepositoryRecord[]): Promise<Map<string, string>> {
    const branches = new Map(
      records.map(({ id, defaultBranch }) => [
        id,
        `refs/heads/${defaultBranch}`,
      ]),
    );
    const rows: { id: string; ref: string; sha: string }[] = await this.#knex(
      'refs',
    )
      .whereIn('repository_id', [...branches.keys()])
      .whereIn('ref', [...new Set(branches.values())])
      .select('repository_id as id', 'ref', 'sha');
    return new Map(
      rows
        .filter(({ id, ref }) => branches.get(id) === ref)
        .map(({ id, sha }) => [id, sha]),
    );
  }

  /**
   * Journals updates in the given order and hands their events to the outbox.
   *
   * @param pushId - the announcement that this fulfils
   */
  async record(options: {
    record: RepositoryRecord;
    updates: JournaledUpdate[];
    pusher: Pusher;
    pushId?: string;
  }): Promise<void> {
    const { record, updates, pusher, pushId } = options;
    const now = Date.now();
    // Asks git, which a transaction must not wait for.
    const steps = await this.#follower.look(record, updates);
    await this.#knex.transaction(async trx => {
      const [{ last_sequence: last }] = await trx('repositories')
        .where('id', record.id)
        .increment('last_sequence', updates.length)
        .update({ pushed_at: now })
        .returning('last_sequence');
      let sequence = Number(last) - updates.length;
      for (const update of updates) {
        sequence += 1;
        await this.#outbox.enqueue(trx, listeners, {
          type: 'dop.ref.updated',
          subject: record.id,
          data: refUpdated(record, update, pusher, sequence, now),
        });
      }
      await this.#insertRows(trx, record.id, Number(last), options, now);
      await this.#moveRefs(trx, record.id, updates);
      await this.#pulls.take(trx, record, steps, pusher);
      if (pushId) {
        await trx('pushes').where('id', pushId).delete();
      }
    });
    this.#outbox.wake();
  }

  /** Removes all rows of a repository that is gone. */
  async forget(trx: Knex.Transaction, repositoryId: string): Promise<void> {
    for (const table of ['ref_updates', 'refs', 'pushes']) {
      await trx(table).where('repository_id', repositoryId).delete();
    }
    await this.#pulls.forget(trx, repositoryId);
  }

  async #insertRows(
    trx: Knex.Transaction,
    repositoryId: string,
    last: number,
    { updates, pusher }: { updates: RefUpdate[]; pusher: Pusher },
    time: number,
  ): Promise<void> {
    const rows = updates.map((update, index) => ({
      repository_id: repositoryId,
      sequence: last - updates.length + index + 1,
      ref: update.ref,
      before: update.before,
      after: update.after,
      pusher: pusher.userEntityRef ?? null,
      run_id: pusher.runId ?? null,
      time,
    }));
    await trx.batchInsert('ref_updates', rows, batch / 10);
  }

  async #moveRefs(
    trx: Knex.Transaction,
    repositoryId: string,
    updates: RefUpdate[],
  ): Promise<void> {
    // The last word on each ref counts, should one list name it twice.
    const final = new Map(updates.map(({ ref, after }) => [ref, after]));
    const gone = [...final].filter(([, sha]) => sha === zeroSha);
    const there = [...final].filter(([, sha]) => sha !== zeroSha);
    for (let i = 0; i < gone.length; i += batch) {
      await trx('refs')
        .where('repository_id', repositoryId)
        .whereIn(
          'ref',
          gone.slice(i, i + batch).map(([ref]) => ref),
        )
        .delete();
    }
    for (let i = 0; i < there.length; i += batch) {
      await trx('refs')
        .insert(
          there.slice(i, i + batch).map(([ref, sha]) => ({
            repository_id: repositoryId,
            ref,
            sha,
          })),
        )
        .onConflict(['repository_id', 'ref'])
        .merge(['sha']);
    }
  }
}

export interface RefJournalOptions {
  knex: Knex;
  outbox: Outbox;
  pulls: PullRequestStore;
  follower: PullRequestFollower;
}

function refUpdated(
  record: RepositoryRecord,
  update: JournaledUpdate,
  pusher: Pusher,
  sequence: number,
  now: number,
): JsonObject {
  const data: RefUpdated = {
    repositoryId: record.id,
    namespace: record.namespace,
    name: record.name,
    ref: update.ref,
    before: update.before,
    after: update.after,
    sequence,
    protectedRef: isProtectedRef(update.ref, record.protectedRefs),
    defaultBranch: update.ref === `refs/heads/${record.defaultBranch}`,
    pusher: pusher.userEntityRef,
    runId: pusher.runId,
    skipCi: update.skipCi,
    workflowFiles: update.workflowFiles,
    time: new Date(now).toISOString(),
  };
  return { ...data };
}
