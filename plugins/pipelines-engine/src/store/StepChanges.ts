import { isTerminal } from '@dop/plugin-pipelines-common';
import type { StepModel } from '../core';
import { textCell } from './cells';
import { newStepColumns, renamedStepColumns, stepColumns } from './columns';
import type { Cell } from './dialect';
import type { LoadedRun } from './LoadedRun';
import type { SetWriter } from './SetWriter';

/** A step that nobody takes is offered again after this time. */
const unplacedRetryMs = 5_000;

/** Stands for: not to be claimed. */
const held = -1;

const updateSteps = (v: string) => `UPDATE run_steps SET ${Object.keys(
  stepColumns,
)
  .slice(2, 9)
  .map(name => `${name} = v.${name}`)
  .join(
    ', ',
  )}, ready_at = NULLIF(COALESCE(v.ready_at, run_steps.ready_at), ${held}),
    started_at = COALESCE(run_steps.started_at, v.started_at),
    ended_at = v.ended_at, asking = v.asking
  FROM ${v}
  WHERE run_steps.run_id = v.run_id AND run_steps.position = v.position
  RETURNING run_steps.position`;

const renameSteps = (v: string) => `UPDATE run_steps SET
    instance_key = v.instance_key, matrix = v.matrix
  FROM ${v}
  WHERE run_steps.run_id = v.run_id AND run_steps.position = v.position
  RETURNING run_steps.position`;

/** What a batch does to step instances: one row for each that is not as it was. */
export class StepChanges {
  readonly #now: number;
  /** Since when a step may be claimed, by place. */
  readonly #readyAt = new Map<string, number>();
  readonly #renamed: Cell[][] = [];
  readonly #inserts: Cell[][] = [];
  readonly #updates: Cell[][] = [];

  constructor(now: number) {
    this.#now = now;
  }

  unplaced(runId: string, position: number): void {
    this.#readyAt.set(`${runId}/${position}`, this.#now + unplacedRetryMs);
  }

  /** A ready step may be claimed, or not for now. */
  announced(runId: string, position: number, ready: boolean): void {
    this.#readyAt.set(`${runId}/${position}`, ready ? this.#now : held);
  }

  /** A placeholder became the first instance of its matrix. */
  renamed(run: LoadedRun, position: number): void {
    const { key, matrix } = run.instances[position];
    this.#renamed.push([run.id, position, key, JSON.stringify(matrix)]);
  }

  /** @param before - absent for a run that is not in the database yet */
  add(before: LoadedRun | undefined, after: LoadedRun): void {
    for (const step of after.model.steps) {
      const previous = before?.model.steps[step.position];
      if (!previous) {
        this.#inserts.push(this.#newRow(after, step));
      } else if (
        step !== previous ||
        this.#readyAt.has(`${after.id}/${step.position}`)
      ) {
        this.#updates.push(this.#row(after.id, step));
      }
    }
  }

  writeTo(writer: SetWriter): void {
    writer.insert('run_steps', newStepColumns, this.#inserts);
    writer.prove(stepColumns, updateSteps, this.#updates);
  }

  /** After that: it is about the same rows. */
  writeNames(writer: SetWriter): void {
    writer.prove(renamedStepColumns, renameSteps, this.#renamed);
  }

  #newRow(run: LoadedRun, step: StepModel): Cell[] {
    const { stepId, key, matrix, takenOver, edited } =
      run.instances[step.position];
    return [
      ...this.#row(run.id, step),
      stepId,
      key,
      JSON.stringify(matrix),
      takenOver?.runId ?? null,
      takenOver?.position ?? null,
      edited ? JSON.stringify(edited) : null,
    ];
  }

  #row(runId: string, step: StepModel): Cell[] {
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
      this.#readyAt.get(`${runId}/${step.position}`) ?? null,
      step.attempt || step.wait ? this.#now : null,
      isTerminal(step.state) ? this.#now : null,
      step.asking ?? null,
    ];
  }
}
