import type { Knex } from 'knex';
import type { EventRecord } from './records';

/** @see RunQueries.events */
export async function eventsOf(
  knex: Knex,
  runId: string,
  options: { after: number; limit: number },
): Promise<EventRecord[]> {
  const rows: {
    sequence: number | string;
    type: string;
    step_id: string | null;
    instance_key: string | null;
    attempt: number | null;
    state: string | null;
    message: string | null;
    created_at: number | string;
  }[] = await knex('run_events as e')
    .leftJoin('run_steps as s', join =>
      join.on('s.run_id', 'e.run_id').andOn('s.position', 'e.position'),
    )
    .select('e.sequence', 'e.type', 'e.attempt', 'e.state', 'e.message')
    .select('e.created_at', 's.step_id', 's.instance_key')
    .where('e.run_id', runId)
    .andWhere('e.sequence', '>', options.after)
    .orderBy('e.sequence')
    .limit(options.limit);
  return rows.map(row => ({
    sequence: Number(row.sequence),
    type: row.type,
    stepId: row.step_id ?? undefined,
    instanceKey: row.instance_key ?? undefined,
    attempt: row.attempt ?? undefined,
    state: row.state ?? undefined,
    message: row.message ?? undefined,
    time: Number(row.created_at),
  }));
}
