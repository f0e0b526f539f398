import type { JsonObject } from '@backstage/types';
import { isSqlite, whereListed } from '@dop/plugin-devops-node';
import type { RunMeta } from '../runs/RunStarter';
import type { Knex } from 'knex';
import type { CloudEvent } from './CloudEvent';
import type { JournalLine } from './toCdEvents';

/** Runs of one transaction: on SQLite, steps wait for it. */
const mostRuns = 20;
/** Lines of the journal that one round turns into events. */
export const mostLines = 500;
/** More runs are never alive. */
const mostLive = 1_000_000;
/** Rows of one statement. */
const mostRows = 50;
/** A number of our own for PostgreSQL's advisory locks. */
const projectionLock = 0x646f7001;

/** A run of which the journal says more than was told. */
export interface BehindRun {
  runId: string;
  /** Of the journal, up to which events were made. */
  done: number;
  /** Of the journal, where it ends. */
  end: number;
}

/** @see CdEventStore.left */
export interface LeftByAttempt {
  reports: { output: string; digest: string }[];
  outputs?: JsonObject;
}

interface EventRow {
  sequence: number | string;
  event: string;
}

/**
 * Events as they are told. They are made of the engine's journal, whose tables
 * are in the same database: nothing is written while steps run, and nothing is
 * missed, because the journal is written with what it tells of.
 */
export class CdEventStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): CdEventStore {
    return new CdEventStore(knex);
  }

  /**
   * One replica at a time turns the journal into events, so that their sequence
   * is the order of their commits.
   *
   * @returns false where another one is at it
   */
  async lock(trx: Knex.Transaction): Promise<boolean> {
    if (isSqlite(trx)) {
      return true;
    }
    const { rows } = await trx.raw<{ rows: { locked: boolean }[] }>(
      'SELECT pg_try_advisory_xact_lock(?) AS locked',
      [projectionLock],
    );
    return rows[0].locked;
  }

  /**
   * From where on runs may still change: the oldest that is not over, or the
   * newest of all. Ids of runs rise with time.
   */
  async floor(): Promise<string> {
    // Asked for in this way, SQLite goes through what is alive instead of looking
    // for it in all of history.
    const [live]: { id: string | null }[] = await this.#knex
      .min({ id: 'id' })
      .from(
        this.#knex('runs')
          .select('id')
          .whereNull('ended_at')
          .limit(mostLive)
          .as('live'),
      );
    if (live?.id) {
      return live.id;
    }
    const newest: { id: string } | undefined = await this.#knex('runs')
      .select('id')
      .orderBy('id', 'desc')
      .first();
    return newest?.id ?? '';
  }

  /** Runs whose journal went on, the oldest first. */
  async behind(trx: Knex.Transaction, floor: string): Promise<BehindRun[]> {
    const rows: {
      id: string;
      done: number | string | null;
      end: number | string;
    }[] = await trx('runs as r')
      .leftJoin('cdevent_progress as p', 'p.run_id', 'r.id')
      .select('r.id', 'p.sequence as done', 'r.sequence as end')
      .where('r.id', '>=', floor)
      .andWhereRaw('r.sequence > coalesce(p.sequence, 0)')
      .orderBy('r.id')
      .limit(mostRuns);
    return rows.map(({ id, done, end }) => ({
      runId: id,
      done: Number(done ?? 0),
      end: Number(end),
    }));
  }

  /** What the journal says of a run after a place. */
  async lines(
    trx: Knex.Transaction,
    { runId, done }: Omit<BehindRun, 'end'>,
    limit = mostLines,
  ): Promise<JournalLine[]> {
    const rows: {
      sequence: number | string;
      type: string;
      state: string | null;
      message: string | null;
      created_at: number | string;
      position: number | null;
      attempt: number | null;
      step_id: string | null;
      instance_key: string | null;
    }[] = await trx('run_events as e')
      .leftJoin('run_steps as s', join =>
        join.on('s.run_id', 'e.run_id').andOn('s.position', 'e.position'),
      )
      .select('e.sequence', 'e.type', 'e.state', 'e.message', 'e.created_at')
      .select('e.position', 'e.attempt', 's.step_id', 's.instance_key')
      .where('e.run_id', runId)
      .andWhere('e.sequence', '>', done)
      .orderBy('e.sequence')
      .limit(limit);
    const [run] = await trx('runs').where('id', runId);
    if (!run) {
      return [];
    }
    const meta: RunMeta = JSON.parse(run.meta);
    const about: JournalLine['run'] = {
      id: runId,
      number: Number(run.number),
      workflowId: run.workflow_id,
      workflowName: meta.workflowName,
      repositoryId: run.repository_id,
      ref: run.ref,
      commit: run.commit_id,
      actor: run.actor,
      trigger: run.trigger_type,
      chainId: run.rerun_of ?? runId,
    };
    const begin: JournalLine = {
      // The journal begins with what follows.
      sequence: 0,
      type: 'run.state',
      state: 'queued',
      time: Number(run.created_at),
      run: about,
    };
    const lines = rows.map(row => ({
      sequence: Number(row.sequence),
      type: row.type,
      state: row.state ?? undefined,
      message: row.message ?? undefined,
      time: Number(row.created_at),
      position: row.position ?? undefined,
      attempt: row.attempt ?? undefined,
      stepId: row.step_id ?? undefined,
      instanceKey: row.instance_key ?? undefined,
      run: about,
    }));
    return done === 0 ? [begin, ...lines] : lines;
  }

  /**
   * What attempts of these step instances left that CDEvents may have a word for,
   * by `<position>/<attempt>`: test reports, and outputs that name a digest.
   */
  async left(
    trx: Knex.Transaction,
    runId: string,
    positions: number[],
  ): Promise<Map<string, LeftByAttempt>> {
    const left = new Map<string, LeftByAttempt>();
    const of = (position: number, attempt: number) => {
      const key = `${position}/${attempt}`;
      const known = left.get(key) ?? { reports: [] };
      left.set(key, known);
      return known;
    };
    for (let at = 0; at < positions.length; at += mostRows) {
      const some = positions.slice(at, at + mostRows);
      const reports: {
        position: number;
        attempt: number;
        output: string;
        digest: string;
      }[] = await trx('run_artifacts')
        .select('position', 'attempt', 'output', 'digest')
        .where({ run_id: runId, mark: 'test-report' })
        .whereIn('position', some)
        .orderBy(['position', 'attempt', 'output']);
      for (const { position, attempt, output, digest } of reports) {
        of(position, attempt).reports.push({ output, digest });
      }
      const outputs: { position: number; number: number; outputs: string }[] =
        await trx('run_attempts')
          .select('position', 'number', 'outputs')
          .where('run_id', runId)
          .whereIn('position', some)
          .andWhere('outputs', 'like', '%sha256:%');
      for (const row of outputs) {
        of(row.position, row.number).outputs = JSON.parse(row.outputs);
      }
    }
    return left;
  }

  /** Stores events that are new; answers those. */
  async insert(
    trx: Knex.Transaction,
    repositoryId: string,
    runId: string,
    events: CloudEvent[],
  ): Promise<CloudEvent[]> {
    const fresh = new Set<string>();
    const now = Date.now();
    for (let at = 0; at < events.length; at += mostRows) {
      const inserted: { id: string }[] = await trx('cdevents')
        .insert(
          events.slice(at, at + mostRows).map(event => ({
            id: event.id,
            type: event.type,
            repository_id: repositoryId,
            run_id: runId,
            event: JSON.stringify(event),
            stored_at: now,
          })),
        )
        .onConflict('id')
        .ignore()
        .returning('id');
      inserted.forEach(({ id }) => fresh.add(id));
    }
    // The journal may say the same twice within one round, too.
    return events.filter(({ id }) => fresh.delete(id));
  }

  /** Remembers up to where the journal of a run was told. */
  async advance(
    trx: Knex.Transaction,
    runId: string,
    sequence: number,
  ): Promise<void> {
    await trx('cdevent_progress')
      .insert({ run_id: runId, sequence })
      .onConflict('run_id')
      .merge({ sequence });
  }

  /** In the order in which they were stored, after a sequence. */
  async list(filter: {
    repositoryIds?: string[];
    types?: string[];
    runId?: string;
    after: string;
    limit: number;
  }): Promise<{ sequence: string; event: CloudEvent }[]> {
    const query = this.#knex<EventRow>('cdevents')
      .select('sequence', 'event')
      .where('sequence', '>', filter.after)
      .orderBy('sequence')
      .limit(filter.limit);
    if (filter.repositoryIds) {
      whereListed(query, 'repository_id', filter.repositoryIds);
    }
    if (filter.types && filter.types.length > 0) {
      query.whereIn('type', filter.types);
    }
    if (filter.runId) {
      query.where('run_id', filter.runId);
    }
    return ((await query) as EventRow[]).map(row => ({
      sequence: String(row.sequence),
      event: JSON.parse(row.event),
    }));
  }

  /** Forgets what is old, and the progress of runs that are gone. */
  async removeBefore(time: number): Promise<void> {
    await this.#knex('cdevents').where('stored_at', '<', time).delete();
    await this.#knex('cdevent_progress')
      .whereNotIn('run_id', this.#knex('runs').select('id'))
      .delete();
  }

  /**
   * Takes runs that are over and are not counted and traced yet: whoever takes
   * one does it.
   */
  async takeUntold(limit = 20): Promise<string[]> {
    const rows: { run_id: string }[] = await this.#knex('cdevent_progress as p')
      .join('runs as r', 'r.id', 'p.run_id')
      .select('p.run_id')
      .where('p.traced', 0)
      .whereNotNull('r.ended_at')
      .orderBy('p.run_id')
      .limit(limit);
    const taken: string[] = [];
    for (const { run_id: runId } of rows) {
      const count = await this.#knex('cdevent_progress')
        .where({ run_id: runId, traced: 0 })
        .update({ traced: 1 });
      if (count > 0) {
        taken.push(runId);
      }
    }
    return taken;
  }
}
