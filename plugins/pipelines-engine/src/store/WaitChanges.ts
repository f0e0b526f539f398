import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { EngineEvent, StepModel, WaitModel } from '../core';
import { proven, textCell } from './cells';
import {
  approverColumns,
  endedWaitColumns,
  waitColumns,
  waitPlaceColumns,
} from './columns';
import { changeRows, insertRows, type Cell } from './dialect';
import type { LoadedRun } from './LoadedRun';

const endWaits = (v: string) => `UPDATE run_waits SET ended_at = v.ended_at,
    decision = v.decision, decided_by = v.decided_by,
    decided_reason = v.decided_reason, outputs = v.outputs
  FROM ${v} WHERE run_waits.run_id = v.run_id
    AND run_waits.position = v.position AND run_waits.ended_at IS NULL
  RETURNING run_waits.position`;

const dropApprovers = (v: string) => `DELETE FROM run_approvers
  WHERE (run_id, position) IN (SELECT v.run_id, v.position FROM ${v})
  RETURNING position`;

/** What a batch does to the waits of steps; retries are no rows, only timers. */
export class WaitChanges {
  readonly #now: number;
  readonly #opened = new Map<string, Cell[]>();
  readonly #approvers: Cell[][] = [];
  readonly #ended = new Map<string, Cell[]>();

  constructor(now: number) {
    this.#now = now;
  }

  /**
   * @param event - what moved the run
   * @param outputs - what the event brings for the step that waited
   */
  add(
    run: LoadedRun,
    step: StepModel,
    before: WaitModel | undefined,
    event: EngineEvent,
    outputs?: JsonObject,
  ): void {
    const { wait, position } = step;
    const key = `${run.id}/${position}`;
    if (wait && wait.kind !== 'retry') {
      if (before?.kind !== wait.kind) {
        this.#approvers.push(...approversOf(run, position));
      }
      this.#opened.set(key, [
        run.id,
        position,
        wait.kind,
        wait.reference ?? null,
        wait.stop ?? null,
        wait.force ? 1 : 0,
        this.#now,
      ]);
    } else if (before && before.kind !== 'retry') {
      const mine = 'position' in event && event.position === position;
      const answer = mine && event.type === 'answered' ? event : undefined;
      const result =
        before.kind === 'approval'
          ? this.#approvalOutputs(answer, outputs)
          : mine && outputs;
      this.#ended.set(key, [
        run.id,
        position,
        this.#now,
        answer?.decision ?? null,
        answer?.by ?? null,
        textCell(answer?.reason),
        result ? JSON.stringify(result) : null,
      ]);
    }
  }

  /** Typed by `approvalOutputs`. */
  #approvalOutputs(
    answer: Extract<EngineEvent, { type: 'answered' }> | undefined,
    form: JsonObject = {},
  ): JsonObject {
    return {
      approved: answer?.decision === 'approve',
      by: answer?.by ?? '',
      time: new Date(this.#now).toISOString(),
      reason: answer?.reason ?? '',
      form,
    };
  }

  async write(trx: Knex.Transaction): Promise<void> {
    await insertRows(
      trx,
      'run_waits',
      waitColumns,
      [...this.#opened.values()],
      `ON CONFLICT (run_id, position) DO UPDATE SET kind = excluded.kind,
         since = CASE WHEN run_waits.ended_at IS NULL THEN run_waits.since ELSE excluded.since END,
         reference = excluded.reference, stop_cause = excluded.stop_cause,
         force = excluded.force, ended_at = NULL, outputs = NULL`,
    );
    await insertRows(trx, 'run_approvers', approverColumns, this.#approvers);
    const ended = [...this.#ended.values()];
    await proven(trx, endedWaitColumns, endWaits, ended);
    await changeRows(
      trx,
      waitPlaceColumns,
      dropApprovers,
      ended.map(cells => cells.slice(0, 2)),
    );
  }
}

function approversOf(run: LoadedRun, position: number): Cell[][] {
  const { action } = run.plan.stepAt[position];
  return action.type === 'approve'
    ? [...new Set(action.by)].map(ref => [run.id, position, ref])
    : [];
}
