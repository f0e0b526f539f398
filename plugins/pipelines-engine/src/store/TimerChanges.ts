import type { Knex } from 'knex';
import type { Effect } from '../core';
import { firedTimerColumns, timerColumns, timerNameColumns } from './columns';
import { changeRows, insertRows, type Cell } from './dialect';

/** What a batch does to timers; the last word on each name counts. */
export class TimerChanges {
  readonly #now: number;
  readonly #fired: Cell[][] = [];
  readonly #cleared = new Map<string, Cell[]>();
  readonly #set = new Map<string, Cell[]>();
  /** Set and cleared again. */
  readonly #gone = new Set<string>();

  constructor(now: number) {
    this.#now = now;
  }

  fired(runId: string, name: string): void {
    this.#fired.push([runId, name, this.#now]);
  }

  set(runId: string, effect: Extract<Effect, { type: 'setTimer' }>): void {
    this.#set.set(`${runId}/${effect.name}`, [
      runId,
      effect.name,
      this.#now + effect.afterMs,
      JSON.stringify(effect.event),
    ]);
  }

  clear(runId: string, name: string): void {
    const key = `${runId}/${name}`;
    // One that was set in this batch is not in the database: names are set anew
    // only after they fired or were cleared.
    if (this.#set.delete(key)) {
      this.#gone.add(key);
    } else if (!this.#gone.has(key)) {
      this.#cleared.set(key, [runId, name]);
    }
  }

  async write(trx: Knex.Transaction): Promise<void> {
    await changeRows(
      trx,
      firedTimerColumns,
      v => `DELETE FROM run_timers WHERE (run_id, name) IN (
        SELECT v.run_id, v.name FROM ${v} WHERE run_timers.due_at <= v.now)
      RETURNING name`,
      this.#fired,
    );
    await changeRows(
      trx,
      timerNameColumns,
      v => `DELETE FROM run_timers WHERE (run_id, name) IN (
        SELECT v.run_id, v.name FROM ${v}) RETURNING name`,
      [...this.#cleared.values()],
    );
    await insertRows(
      trx,
      'run_timers',
      timerColumns,
      [...this.#set.values()],
      'ON CONFLICT (run_id, name) DO UPDATE SET due_at = excluded.due_at, event = excluded.event',
    );
  }
}
