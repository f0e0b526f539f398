import type { Knex } from 'knex';
import { databaseTime } from '../schedules/databaseTime';

/** Whoever sends a trace has it for so long; then it is due for everybody. */
const claimMs = 60_000;

/** Which runs still have to become traces, beside what was told of them. */
export class TraceStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): TraceStore {
    return new TraceStore(knex);
  }

  /** Runs that are over and whose traces are due, the oldest first. */
  async due(limit = 20): Promise<string[]> {
    const rows: { run_id: string }[] = await this.#knex('cdevent_progress as p')
      .join('runs as r', 'r.id', 'p.run_id')
      .select('p.run_id')
      .where('p.traced', 0)
      .andWhere('p.trace_due_at', '<=', await databaseTime(this.#knex))
      .whereNotNull('r.ended_at')
      .orderBy('p.run_id')
      .limit(limit);
    return rows.map(row => row.run_id);
  }

  /**
   * Takes the trace of a run, so that no other replica sends it now.
   *
   * @returns how often it was tried, this time included; undefined if another
   * replica was faster
   */
  async claim(runId: string): Promise<number | undefined> {
    const now = await databaseTime(this.#knex);
    const [claimed]: { trace_tries: number }[] = await this.#knex(
      'cdevent_progress',
    )
      .where({ run_id: runId, traced: 0 })
      .andWhere('trace_due_at', '<=', now)
      .update({
        trace_tries: this.#knex.raw('trace_tries + 1'),
        trace_due_at: now + claimMs,
      })
      .returning('trace_tries');
    return claimed?.trace_tries;
  }

  /** It was sent, or nobody will send it any more. */
  async done(runId: string): Promise<void> {
    await this.#knex('cdevent_progress')
      .where('run_id', runId)
      .update({ traced: 1 });
  }

  async putOff(runId: string, ms: number): Promise<void> {
    await this.#knex('cdevent_progress')
      .where('run_id', runId)
      .update({ trace_due_at: (await databaseTime(this.#knex)) + ms });
  }
}
