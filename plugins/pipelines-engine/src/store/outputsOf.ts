import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { rawRows } from './dialect';

/** @see RunQueries.outputs */
export async function outputsOf(
  knex: Knex,
  runId: string,
  positions: readonly number[],
): Promise<Map<number, JsonObject>> {
  const wanted = new Set(positions);
  const rows = await rawRows<{ position: number; outputs: string | null }>(
    knex,
    `SELECT s.position, COALESCE(w.outputs, a.outputs) AS outputs
     FROM run_steps s
     JOIN run_steps o ON o.run_id = COALESCE(s.taken_run, s.run_id)
       AND o.position = COALESCE(s.taken_position, s.position)
     LEFT JOIN run_attempts a ON a.run_id = o.run_id
       AND a.position = o.position AND a.number = o.attempt
     LEFT JOIN run_waits w ON w.run_id = o.run_id AND w.position = o.position
     WHERE s.run_id = ?`,
    [runId],
  );
  return new Map(
    rows
      .filter(row => row.outputs !== null && wanted.has(row.position))
      .map(row => [row.position, JSON.parse(row.outputs as string)]),
  );
}
