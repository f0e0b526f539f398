import type { JsonObject } from '@backstage/types';
import { isSqlite, whereListed } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { RunMeta } from '../runs/RunStarter';
import { databaseTime } from '../schedules/databaseTime';
import type { CloudEvent } from './CloudEvent';
import type { JournalLine, JournalRun, ParentStep } from './JournalLine';

/** Runs of one transaction: on SQLite, steps wait for it. */
const mostRuns = 20;
/** Lines of the journal that one round turns into events. */
export const mostLines = 500;
/** Events of other plugins that one round gives places. */
export const mostArrived = 200;
/** More runs are never alive. */
const mostLive = 1_000_000;
/** Rows of one statement. */
const mostRows = 50;
/** A number of our own for PostgreSQL's advisory locks. */
const projectionLock = 0x646f7001;
/** Outputs that may name an image or a deployment. */
const telling = `outputs LIKE '%sha256:%' OR outputs LIKE '%"environment"%'`;

/** A run of which the journal says more than was told. */
export interface BehindRun {
  runId: string;
  /** Of the journal, up to which events were made. */
  done: number;
  /** Of the journal, where it ends. */
  end: number;
}

/** What the journal says of a run after a place, and the run as it is now. */
export interface RunJournal {
  planHash: string;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
  lines: JournalLine[];
}

/** An attempt, as far as it is told or counted. */
export interface ToldAttempt {
  runner: string;
  startedAt?: number;
  endedAt?: number;
  /** Test reports and SBOMs that it left. */
  files: { mark: string; output: string; digest: string; mediaType: string }[];
  /** Where they may name an image or a deployment. */
  outputs?: JsonObject;
}

interface EventRow {
  sequence: number | string;
  event: string;
}

/**
 * Events as they are told. Those of runs are made of the engine's journal, whose
 * tables are in the same database: nothing is written while steps run, and nothing
 * is missed, because the journal is written with what it tells of. What other
 * plugins told waits here until it gets its place among them.
 */
export class CdEventStore {
  readonly #knex: Knex;
  readonly #traced: boolean;

  private constructor(knex: Knex, traced: boolean) {
    this.#knex = knex;
    this.#traced = traced;
  }

  /** @param options.traced - whether the runs that are told become traces, too */
  static create(knex: Knex, options: { traced: boolean }): CdEventStore {
    return new CdEventStore(knex, options.traced);
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

  /** What the journal says of a run after a place; undefined if the run is gone. */
  async journal(
    trx: Knex.Transaction,
    { runId, done }: Omit<BehindRun, 'end'>,
    limit = mostLines,
  ): Promise<RunJournal | undefined> {
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
    const run = await trx('runs as r')
      .leftJoin('repository_names as n', 'n.repository_id', 'r.repository_id')
      .select('r.*', 'n.namespace', 'n.name as repository_name')
      .where('r.id', runId)
      .first();
    if (!run) {
      return undefined;
    }
    const meta: RunMeta = JSON.parse(run.meta);
    const about: JournalRun = {
      id: runId,
      number: Number(run.number),
      workflowId: run.workflow_id,
      workflowName: meta.workflowName,
      repositoryId: run.repository_id,
      namespace: run.namespace ?? undefined,
      repository: run.namespace
        ? `${run.namespace}/${run.repository_name}`
        : undefined,
      ref: run.ref,
      protectedRef: Number(run.protected_ref) === 1,
      commit: run.commit_id,
      actor: run.actor,
      trigger: run.trigger_type,
      services: meta.services ?? [],
      cause: causeOf(run),
      parentRunId: run.parent_run ?? undefined,
      parent: run.parent_run
        ? await this.#parentOf(trx, run.parent_run, run.parent_position)
        : undefined,
      rerunOf: run.rerun_of ?? undefined,
      chainId:
        run.parent_run || run.rerun_of
          ? await this.#firstOfChain(trx, runId)
          : runId,
    };
    const approvals = await this.#approvals(trx, runId);
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
      approval: approvals.get(row.position ?? -1),
      run: about,
    }));
    return {
      planHash: run.plan_hash,
      createdAt: Number(run.created_at),
      startedAt: numberOf(run.started_at),
      endedAt: numberOf(run.ended_at),
      lines: done === 0 ? [begin, ...lines] : lines,
    };
  }

  /** The step that runs a run; undefined if the run that it belongs to is gone. */
  async #parentOf(
    trx: Knex.Transaction,
    runId: string,
    position: number,
  ): Promise<ParentStep | undefined> {
    const row = await trx('runs as r')
      .join('run_steps as s', 's.run_id', 'r.id')
      .select('r.number', 'r.workflow_id', 's.step_id', 's.instance_key')
      .where({ 'r.id': runId, 's.position': position })
      .first();
    return (
      row && {
        runId,
        runNumber: Number(row.number),
        workflowId: row.workflow_id,
        stepId: row.step_id,
        instanceKey: row.instance_key,
      }
    );
  }

  /** The run that is no step of another one and repeats none, some way back. */
  async #firstOfChain(trx: Knex.Transaction, runId: string): Promise<string> {
    const [first]: { id: string }[] = await trx
      .withRecursive('chain', query =>
        query
          .select('id', trx.raw('coalesce(parent_run, rerun_of) AS before'))
          .select(trx.raw('0 AS depth'))
          .from('runs')
          .where('id', runId)
          .unionAll(
            trx('runs as r')
              .join('chain as c', 'c.before', 'r.id')
              .select('r.id', trx.raw('coalesce(r.parent_run, r.rerun_of)'))
              .select(trx.raw('c.depth + 1')),
          ),
      )
      .select('id')
      .from('chain')
      .orderBy('depth', 'desc')
      .limit(1);
    return first.id;
  }

  /** Approvals of a run and what was decided, by position. */
  async #approvals(
    trx: Knex.Transaction,
    runId: string,
  ): Promise<Map<number, JournalLine['approval']>> {
    const rows: {
      position: number;
      decision: 'approve' | 'reject' | null;
      decided_by: string | null;
      decided_reason: string | null;
    }[] = await trx('run_waits')
      .select('position', 'decision', 'decided_by', 'decided_reason')
      .where({ run_id: runId, kind: 'approval' });
    return new Map(
      rows.map(row => [
        row.position,
        {
          decision: row.decision ?? undefined,
          by: row.decided_by ?? undefined,
          reason: row.decided_reason ?? undefined,
        },
      ]),
    );
  }

  /** When these step instances last became ready, up to a place in the journal. */
  async readyAt(
    trx: Knex.Transaction,
    { runId, done }: Omit<BehindRun, 'end'>,
    positions: number[],
  ): Promise<Map<number, number>> {
    const ready = new Map<number, number>();
    for (let at = 0; at < positions.length; at += mostRows) {
      const rows: { position: number; at: number | string }[] = await trx(
        'run_events',
      )
        .select('position')
        .max({ at: 'created_at' })
        .where({ run_id: runId, type: 'step.state', state: 'ready' })
        .andWhere('sequence', '<=', done)
        .whereIn('position', positions.slice(at, at + mostRows))
        .groupBy('position');
      rows.forEach(row => ready.set(row.position, Number(row.at)));
    }
    return ready;
  }

  /** Attempts of these step instances, by `<position>/<attempt>`. */
  async attempts(
    trx: Knex.Transaction,
    runId: string,
    positions: number[],
  ): Promise<Map<string, ToldAttempt>> {
    const attempts = new Map<string, ToldAttempt>();
    for (let at = 0; at < positions.length; at += mostRows) {
      const some = positions.slice(at, at + mostRows);
      const rows: {
        position: number;
        number: number;
        runner: string;
        started_at: number | string | null;
        ended_at: number | string | null;
        outputs: string | null;
      }[] = await trx('run_attempts')
        .select('position', 'number', 'runner', 'started_at', 'ended_at')
        .select(trx.raw(`CASE WHEN ${telling} THEN outputs END AS outputs`))
        .where('run_id', runId)
        .whereIn('position', some);
      for (const row of rows) {
        attempts.set(`${row.position}/${row.number}`, {
          runner: row.runner,
          startedAt: numberOf(row.started_at),
          endedAt: numberOf(row.ended_at),
          files: [],
          outputs: row.outputs === null ? undefined : JSON.parse(row.outputs),
        });
      }
      const files: {
        position: number;
        attempt: number;
        mark: string;
        output: string;
        digest: string;
        media_type: string;
      }[] = await trx('run_artifacts')
        .select('position', 'attempt', 'mark', 'output', 'digest', 'media_type')
        .where('run_id', runId)
        .whereIn('position', some)
        .whereIn('mark', ['test-report', 'sbom'])
        .orderBy(['position', 'attempt', 'output']);
      for (const row of files) {
        const { mark, output, digest, media_type: mediaType } = row;
        attempts
          .get(`${row.position}/${row.attempt}`)
          ?.files.push({ mark, output, digest, mediaType });
      }
    }
    return attempts;
  }

  /** Gives events that are new their places in the feed; answers those. */
  async insert(
    trx: Knex.Transaction,
    events: CloudEvent[],
  ): Promise<CloudEvent[]> {
    if (events.length === 0) {
      return [];
    }
    const fresh = new Set<string>();
    const now = await databaseTime(trx);
    for (let at = 0; at < events.length; at += mostRows) {
      const inserted: { id: string }[] = await trx('cdevents')
        .insert(
          events.slice(at, at + mostRows).map(event => {
            const { repositoryId = '', runId = '' } = event.data.customData.dop;
            return {
              id: event.id,
              type: event.type,
              repository_id: repositoryId,
              run_id: runId,
              event: JSON.stringify(event),
              stored_at: now,
            };
          }),
        )
        .onConflict('id')
        .ignore()
        .returning('id');
      inserted.forEach(({ id }) => fresh.add(id));
    }
    // The journal may say the same twice within one round, too.
    return events.filter(({ id }) => fresh.delete(id));
  }

  /**
   * Keeps what another plugin told until the feed has a place for it. Places that
   * are given here would become visible in the order of commits, not their own.
   */
  async arrive(trx: Knex.Transaction, events: CloudEvent[]): Promise<void> {
    if (events.length > 0) {
      await trx('cdevents_arrived').insert(
        events.map(event => ({ event: JSON.stringify(event) })),
      );
    }
  }

  /** Takes what arrived, the oldest first. */
  async takeArrived(trx: Knex.Transaction): Promise<CloudEvent[]> {
    const rows: { number: number | string; event: string }[] = await trx(
      'cdevents_arrived',
    )
      .select('number', 'event')
      .orderBy('number')
      .limit(mostArrived);
    for (let at = 0; at < rows.length; at += mostRows) {
      const numbers = rows.slice(at, at + mostRows).map(({ number }) => number);
      await trx('cdevents_arrived').whereIn('number', numbers).delete();
    }
    return rows.map(({ event }) => JSON.parse(event));
  }

  /** Remembers up to where the journal of a run was told. */
  async advance(
    trx: Knex.Transaction,
    runId: string,
    sequence: number,
  ): Promise<void> {
    await trx('cdevent_progress')
      .insert({ run_id: runId, sequence, traced: this.#traced ? 0 : 1 })
      .onConflict('run_id')
      .merge({ sequence });
  }

  /**
   * In the order in which they were stored, after a sequence.
   *
   * @param filter.repositoryIds - all by default
   * @param filter.portal - also what belongs to no repository
   */
  async list(filter: {
    repositoryIds?: string[];
    portal?: boolean;
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
      const ids = filter.repositoryIds;
      whereListed(query, 'repository_id', filter.portal ? [...ids, ''] : ids);
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
  async removeOlderThan(ms: number): Promise<void> {
    const time = (await databaseTime(this.#knex)) - ms;
    await this.#knex('cdevents').where('stored_at', '<', time).delete();
    await this.#knex('cdevent_progress')
      .whereNotIn('run_id', this.#knex('runs').select('id'))
      .delete();
  }
}

/** Of a run that is over; one that never began was refused by its group. */
function causeOf(run: {
  state: string;
  cause: JournalRun['cause'] | null;
  started_at: number | string | null;
}): JournalRun['cause'] {
  const refused = run.state === 'rejected' && run.started_at === null;
  return refused ? 'concurrency' : run.cause ?? undefined;
}

function numberOf(value: number | string | null): number | undefined {
  return value === null ? undefined : Number(value);
}
