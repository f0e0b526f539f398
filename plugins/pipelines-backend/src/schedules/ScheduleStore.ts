import type {
  ScheduleTrigger,
  WorkflowSchedule,
} from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { databaseTime } from './databaseTime';
import { nextTime } from './fireTimes';

/** One time at which a workflow starts. */
export interface ScheduleRecord extends ScheduleTrigger {
  workflowId: string;
  nextAt: number;
}

interface ScheduleRow {
  workflow_id: string;
  cron: string;
  timezone: string;
  next_at: number | string;
}

interface FireRow extends Omit<ScheduleRow, 'next_at'> {
  fire_at: number | string;
  run_id: string | null;
  problem: string | null;
}

const keyOf = ({
  workflowId,
  cron,
  timezone,
}: Omit<ScheduleRecord, 'nextAt'>) =>
  ({ workflow_id: workflowId, cron, timezone } as const);

/** What starts by the clock, and what did. */
export class ScheduleStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): ScheduleStore {
    return new ScheduleStore(knex);
  }

  /** Takes over what the good definition of a workflow says; times that stay keep their place. */
  async replace(
    trx: Knex.Transaction,
    workflowId: string,
    schedules: ScheduleTrigger[],
  ): Promise<void> {
    const known: ScheduleRow[] = await trx('schedules').where({
      workflow_id: workflowId,
    });
    const same = (a: ScheduleTrigger, b: ScheduleTrigger) =>
      a.cron === b.cron && a.timezone === b.timezone;
    for (const row of known) {
      if (!schedules.some(one => same(one, row))) {
        await trx('schedules')
          .where(keyOf({ workflowId, ...row }))
          .delete();
      }
    }
    const fresh = schedules.filter(one => !known.some(row => same(one, row)));
    const now = fresh.length > 0 ? await databaseTime(trx) : 0;
    for (const { cron, timezone } of fresh) {
      const next = nextTime({ cron, timezone }, now);
      if (next !== undefined) {
        await trx('schedules')
          .insert({ ...keyOf({ workflowId, cron, timezone }), next_at: next })
          .onConflict(['workflow_id', 'cron', 'timezone'])
          .ignore();
      }
    }
  }

  /** Of workflows that are gone. */
  async remove(
    trx: Knex.Transaction,
    workflows: Knex.QueryBuilder,
  ): Promise<void> {
    await trx('schedules').whereIn('workflow_id', workflows).delete();
  }

  /** What is due, the oldest first. */
  async due(now: number, limit = 50): Promise<ScheduleRecord[]> {
    const rows: ScheduleRow[] = await this.#knex('schedules')
      .where('next_at', '<=', now)
      .orderBy('next_at')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** When the next one is due; undefined if there is none. */
  async nextDue(): Promise<number | undefined> {
    const row: Pick<ScheduleRow, 'next_at'> | undefined = await this.#knex(
      'schedules',
    )
      .select('next_at')
      .orderBy('next_at')
      .first();
    return row && Number(row.next_at);
  }

  /**
   * Writes down that a time was fired, or left out.
   *
   * @returns false if another replica was quicker; then nothing may start
   */
  async fire(
    trx: Knex.Transaction,
    schedule: ScheduleRecord,
    fired: { at?: number; problem?: string; next?: number },
  ): Promise<boolean> {
    const key = keyOf(schedule);
    const moved = trx('schedules').where({ ...key, next_at: schedule.nextAt });
    const count =
      fired.next === undefined
        ? await moved.delete()
        : await moved.update({ next_at: fired.next });
    if (count === 0) {
      return false;
    }
    if (fired.at !== undefined) {
      await trx('schedule_fires').insert({
        ...key,
        fire_at: fired.at,
        run_id: null,
        problem: fired.problem ?? null,
      });
    }
    return true;
  }

  /** Writes down which run a fired time started. */
  async started(
    trx: Knex.Transaction,
    schedule: ScheduleRecord,
    at: number,
    runId: string,
  ): Promise<void> {
    await trx('schedule_fires')
      .where({ ...keyOf(schedule), fire_at: at })
      .update({ run_id: runId });
  }

  /** Times of workflows with what came of the last one. */
  async ofWorkflows(ids: string[]): Promise<Map<string, WorkflowSchedule[]>> {
    const rows: ScheduleRow[] = await this.#knex('schedules')
      .whereIn('workflow_id', ids)
      .orderBy(['workflow_id', 'next_at']);
    const found = new Map<string, WorkflowSchedule[]>();
    for (const row of rows) {
      const { workflow_id: id, cron, timezone } = row;
      const last: FireRow | undefined = await this.#knex('schedule_fires')
        .where({ workflow_id: id, cron, timezone })
        .orderBy('fire_at', 'desc')
        .first();
      const shown: WorkflowSchedule = {
        cron,
        timezone,
        nextAt: new Date(Number(row.next_at)).toISOString(),
        ...(last && {
          last: {
            time: new Date(Number(last.fire_at)).toISOString(),
            ...(last.run_id && { runId: last.run_id }),
            ...(last.problem && { problem: last.problem }),
          },
        }),
      };
      found.set(id, [...(found.get(id) ?? []), shown]);
    }
    return found;
  }
}

function toRecord(row: ScheduleRow): ScheduleRecord {
  return {
    workflowId: row.workflow_id,
    cron: row.cron,
    timezone: row.timezone,
    nextAt: Number(row.next_at),
  };
}
