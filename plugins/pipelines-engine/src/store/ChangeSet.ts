import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { AttemptModel, Effect, StepModel } from '../core';
import { countsOf, flag, proven, textCell } from './cells';
import {
  artifactColumns,
  attemptColumns,
  eventColumns,
  keptColumns,
  newAttemptColumns,
  stepColumns,
  timerColumns,
} from './columns';
import { insertRows, rowsTable, updateRows, type Cell } from './dialect';
import type { LoadedRun } from './loadRuns';
import type { NewArtifact } from './records';

/** Columns of an attempt that come with events; what is absent stays. */
export interface AttemptDetails {
  owner?: string;
  /** ms from now. */
  leaseMs?: number;
  runner?: string;
  place?: string;
  handle?: string;
  isolated?: boolean;
  notEnforced?: string[];
  exitCode?: number;
  signal?: string;
  /** JSON. */
  inputs?: string;
  env?: string;
  outputs?: string;
  tokenHash?: string;
  artifacts?: NewArtifact[];
}

interface AttemptChange {
  isNew: boolean;
  expectedEpoch: number;
  runId: string;
  position: number;
  model: AttemptModel;
  reason?: string;
  details: AttemptDetails;
  started: boolean;
}

const unplacedRetryMs = 5_000;

/** Collects what the transitions of a batch change, and writes it in sets. */
export class ChangeSet {
  readonly #now: number;
  readonly #before = new Map<string, LoadedRun>();
  readonly #after = new Map<string, LoadedRun>();
  readonly #attempts = new Map<string, AttemptChange>();
  readonly #events: Cell[][] = [];
  readonly #firedTimers: Cell[][] = [];
  readonly #clearedTimers = new Map<string, Cell[]>();
  readonly #timers = new Map<string, Cell[]>();
  readonly #artifacts: Cell[][] = [];
  readonly #unplaced = new Set<string>();
  /** Why attempts changed their state. */
  readonly #reasons = new Map<string, string>();
  readonly #cancelledBy = new Map<string, string>();

  constructor(now: number) {
    this.#now = now;
  }

  get changed(): Iterable<LoadedRun> {
    return this.#after.values();
  }

  /** The run as the batch has it so far. */
  current(run: LoadedRun): LoadedRun {
    return this.#after.get(run.id) ?? run;
  }

  timerFired(runId: string, name: string): void {
    this.#firedTimers.push([runId, name, this.#now]);
  }

  cancelledBy(runId: string, actor: string): void {
    this.#cancelledBy.set(runId, actor);
  }

  unplaced(runId: string, position: number): void {
    this.#unplaced.add(`${runId}/${position}`);
  }

  /** Takes in one transition. */
  add(
    before: LoadedRun,
    model: LoadedRun['model'],
    effects: readonly Effect[],
    attempt?: { position: number; details: AttemptDetails },
  ): LoadedRun {
    if (!this.#before.has(before.id)) {
      this.#before.set(before.id, before);
    }
    const after = { ...before, model };
    for (const effect of effects) {
      this.#addEffect(after, effect);
    }
    for (const step of model.steps) {
      const previous = before.model.steps[step.position];
      if (step.attempt && step.attempt !== previous.attempt) {
        this.#addAttempt(after.id, step, previous, step.attempt, attempt);
      }
    }
    if (attempt) {
      this.#artifacts.push(
        ...(attempt.details.artifacts ?? []).map(artifact => [
          after.id,
          attempt.position,
          model.steps[attempt.position].attempt?.number ?? 0,
          artifact.output,
          artifact.digest,
          artifact.size,
          artifact.mediaType,
          artifact.path,
          artifact.mark,
        ]),
      );
    }
    this.#after.set(after.id, after);
    return after;
  }

  #addEffect(run: LoadedRun, effect: Effect): void {
    switch (effect.type) {
      case 'journal': {
        const { entry } = effect;
        run.sequence += 1;
        if (entry.type === 'attempt.state' && entry.message) {
          this.#reasons.set(
            `${run.id}/${entry.position}/${entry.attempt}`,
            entry.message,
          );
        }
        this.#events.push([
          run.id,
          run.sequence,
          entry.type,
          entry.position ?? null,
          entry.attempt ?? null,
          entry.state ?? null,
          textCell(entry.message),
          this.#now,
        ]);
        break;
      }
      case 'setTimer':
        this.#timers.set(`${run.id}/${effect.name}`, [
          run.id,
          effect.name,
          this.#now + effect.afterMs,
          JSON.stringify(effect.event),
        ]);
        break;
      case 'clearTimer':
        this.#timers.delete(`${run.id}/${effect.name}`);
        this.#clearedTimers.set(`${run.id}/${effect.name}`, [
          run.id,
          effect.name,
        ]);
        break;
      default:
    }
  }

  #addAttempt(
    runId: string,
    step: StepModel,
    previous: StepModel,
    model: AttemptModel,
    news?: { position: number; details: AttemptDetails },
  ): void {
    const key = `${runId}/${step.position}/${model.number}`;
    const known = this.#attempts.get(key);
    const isNew = previous.attempt?.number !== model.number;
    const mine = news?.position === step.position ? news : undefined;
    const change: AttemptChange = known ?? {
      isNew,
      expectedEpoch: previous.attempt?.epoch ?? 0,
      runId,
      position: step.position,
      model,
      details: {},
      started: false,
    };
    change.model = model;
    change.reason = this.#reasons.get(key) ?? change.reason;
    change.details = { ...change.details, ...mine?.details };
    change.started ||= model.state === 'running';
    this.#attempts.set(key, change);
  }

  /**
   * Writes everything.
   *
   * @throws Error if a row was not as it had been read; nothing may be committed then
   */
  async write(trx: Knex.Transaction): Promise<void> {
    await this.#writeRuns(trx);
    await this.#writeSteps(trx);
    await this.#writeAttempts(trx);
    await insertRows(trx, 'run_events', eventColumns, this.#events);
    await insertRows(trx, 'run_artifacts', artifactColumns, this.#artifacts);
    await this.#writeTimers(trx);
  }

  async #writeRuns(trx: Knex.Transaction): Promise<void> {
    const rows: Cell[][] = [];
    for (const run of this.#after.values()) {
      const { model } = run;
      rows.push([
        run.id,
        run.version,
        model.state,
        model.cause ?? null,
        model.hard ? 1 : 0,
        JSON.stringify(countsOf(model.steps)),
        run.sequence,
        this.#began(run) ? this.#now : null,
        isTerminal(model.state) ? this.#now : null,
        this.#cancelledBy.get(run.id) ?? null,
      ]);
      run.version += 1;
    }
    const table = rowsTable(trx, {
      id: 'text',
      version: 'bigint',
      state: 'text',
      cause: 'text',
      hard: 'bigint',
      counts: 'text',
      sequence: 'bigint',
      started_at: 'bigint',
      ended_at: 'bigint',
      cancelled_by: 'text',
    });
    await proven(
      trx,
      `UPDATE runs SET version = v.version + 1, state = v.state, cause = v.cause,
         hard = v.hard, counts = v.counts, sequence = v.sequence,
         started_at = COALESCE(runs.started_at, v.started_at),
         ended_at = COALESCE(runs.ended_at, v.ended_at),
         cancelled_by = COALESCE(runs.cancelled_by, v.cancelled_by)
       FROM ${table} WHERE runs.id = v.id AND runs.version = v.version
       RETURNING runs.id`,
      rows,
    );
  }

  /** Runs that leave the queue without a place never began. */
  #began({ id, model }: LoadedRun): boolean {
    const from = this.#before.get(id)?.model.state;
    return (
      model.state !== 'queued' &&
      model.state !== 'rejected' &&
      !(from === 'queued' && model.state === 'cancelled')
    );
  }

  async #writeSteps(trx: Knex.Transaction): Promise<void> {
    const rows: Cell[][] = [];
    for (const run of this.#after.values()) {
      const before = this.#before.get(run.id) as LoadedRun;
      for (const step of run.model.steps) {
        const previous = before.model.steps[step.position];
        const unplaced = this.#unplaced.has(`${run.id}/${step.position}`);
        if (step !== previous || unplaced) {
          rows.push(this.#stepRow(run.id, step, previous, unplaced));
        }
      }
    }
    await proven(
      trx,
      `UPDATE run_steps SET ${Object.keys(stepColumns)
        .slice(2, 9)
        .map(name => `${name} = v.${name}`)
        .join(', ')}, ready_at = COALESCE(v.ready_at, run_steps.ready_at),
         started_at = COALESCE(run_steps.started_at, v.started_at),
         ended_at = v.ended_at
       FROM ${rowsTable(trx, stepColumns)}
       WHERE run_steps.run_id = v.run_id AND run_steps.position = v.position
       RETURNING run_steps.position`,
      rows,
    );
  }

  #stepRow(
    runId: string,
    step: StepModel,
    previous: StepModel,
    unplaced: boolean,
  ): Cell[] {
    let readyAt: number | null = null;
    if (unplaced) {
      readyAt = this.#now + unplacedRetryMs;
    } else if (step.state === 'ready' && previous.state !== 'ready') {
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

  async #writeAttempts(trx: Knex.Transaction): Promise<void> {
    const inserts: Cell[][] = [];
    const updates: Cell[][] = [];
    for (const change of this.#attempts.values()) {
      const { model, details } = change;
      const row: Cell[] = [
        change.runId,
        change.position,
        model.number,
        model.state,
        model.epoch,
        model.stop ?? null,
        model.force ? 1 : 0,
        textCell(change.reason),
        details.owner ?? null,
        details.leaseMs === undefined ? null : this.#now + details.leaseMs,
        details.runner ?? null,
        details.place ?? null,
        details.handle ?? null,
        flag(details.isolated) ?? (change.isNew ? 0 : null),
        details.notEnforced ? JSON.stringify(details.notEnforced) : null,
        details.exitCode ?? null,
        details.signal ?? null,
        details.inputs ?? null,
        details.env ?? null,
        details.outputs ?? null,
        details.tokenHash ?? null,
        change.started ? this.#now : null,
        isTerminal(model.state) ? this.#now : null,
      ];
      if (change.isNew) {
        inserts.push([...row, this.#now]);
      } else {
        updates.push([...row, change.expectedEpoch]);
      }
    }
    await insertRows(trx, 'run_attempts', newAttemptColumns, inserts);
    await proven(
      trx,
      `UPDATE run_attempts SET ${keptColumns
        .map(name => `${name} = COALESCE(v.${name}, run_attempts.${name})`)
        .join(', ')}
       FROM ${rowsTable(trx, { ...attemptColumns, expected: 'bigint' })}
       WHERE run_attempts.run_id = v.run_id
         AND run_attempts.position = v.position
         AND run_attempts.number = v.number
         AND run_attempts.epoch = v.expected
         AND run_attempts.ended_at IS NULL
       RETURNING run_attempts.number`,
      updates,
    );
  }

  async #writeTimers(trx: Knex.Transaction): Promise<void> {
    if (this.#firedTimers.length > 0) {
      await updateRows(
        trx,
        `DELETE FROM run_timers WHERE (run_id, name) IN (
           SELECT v.run_id, v.name FROM ${rowsTable(trx, {
             run_id: 'text',
             name: 'text',
             now: 'bigint',
           })} WHERE run_timers.due_at <= v.now) RETURNING name`,
        this.#firedTimers,
      );
    }
    if (this.#clearedTimers.size > 0) {
      await updateRows(
        trx,
        `DELETE FROM run_timers WHERE (run_id, name) IN (
           SELECT v.run_id, v.name FROM ${rowsTable(trx, {
             run_id: 'text',
             name: 'text',
           })}) RETURNING name`,
        [...this.#clearedTimers.values()],
      );
    }
    await insertRows(
      trx,
      'run_timers',
      timerColumns,
      [...this.#timers.values()],
      'ON CONFLICT (run_id, name) DO UPDATE SET due_at = excluded.due_at, event = excluded.event',
    );
  }
}
