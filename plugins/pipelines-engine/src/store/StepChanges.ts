import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { StepModel } from '../core';
import { proven, textCell } from './cells';
import { newStepColumns, stepColumns } from './columns';
import { insertRows, type Cell } from './dialect';
import type { LoadedRun } from './LoadedRun';

/** A step that nobody takes is offered again after this time. */
const unplacedRetryMs = 5_000;

const updateSteps = (v: string) => `UPDATE run_steps SET ${Object.keys(
  stepColumns,
)
  .slice(2, 9)
  .map(name => `${name} = v.${name}`)
  .join(', ')}, ready_at = COALESCE(v.ready_at, run_steps.ready_at),
    started_at = COALESCE(run_steps.started_at, v.started_at),
    ended_at = v.ended_at
  FROM ${v}
  WHERE run_steps.run_id = v.run_id AND run_steps.position = v.position
  RETURNING run_steps.position`;

/** What a batch does to step instances: one row for each that is not as it was. */
export class StepChanges {
  readonly #now: number;
  readonly #unplaced = new Set<string>();
  readonly #inserts: Cell[][] = [];
  readonly #updates: Cell[][] = [];

  constructor(now: number) {
    this.#now = now;
  }

  unplaced(runId: string, position: number): void {
    this.#unplaced.add(`${runId}/${position}`);
  }

  /** @param before - absent for a run that is not in the database yet */
  add(before: LoadedRun | undefined, after: LoadedRun): void {
    for (const step of after.model.steps) {
      const previous = before?.model.steps[step.position];
      if (!previous) {
        this.#inserts.push(this.#newRow(after, step));
      } else if (
        step !== previous ||
        this.#unplaced.has(`${after.id}/${step.position}`)
      ) {
        this.#updates.push(this.#row(after.id, step, previous.state));
      }
    }
  }

  async write(trx: Knex.Transaction): Promise<void> {
    await insertRows(trx, 'run_steps', newStepColumns, this.#inserts);
    await proven(trx, stepColumns, updateSteps, this.#updates);
  }

  #newRow(run: LoadedRun, step: StepModel): Cell[] {
    const { stepId, key, matrix } = run.instances[step.position];
    return [
      ...this.#row(run.id, step, 'blocked'),
      stepId,
      key,
      JSON.stringify(matrix),
    ];
  }

  #row(
    runId: string,
    step: StepModel,
    previousState: StepModel['state'],
  ): Cell[] {
    let readyAt: number | null = null;
    if (this.#unplaced.has(`${runId}/${step.position}`)) {
      readyAt = this.#now + unplacedRetryMs;
    } else if (step.state === 'ready' && previousState !== 'ready') {
      readyAt = this.#now;
    }
    return [
      runId,
      step.position,
      step.state,
      step.deciding ? 1 : 0,
      step.becauseOfFailure ? 1 : 0,
      textCell(step.reason),
      step.tries,
      step.losses,
      step.attempt?.number ?? 0,
      readyAt,
      step.attempt ? this.#now : null,
      isTerminal(step.state) ? this.#now : null,
    ];
  }
}
