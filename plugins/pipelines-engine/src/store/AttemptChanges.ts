import { isTerminal } from '@dop/plugin-pipelines-common';
import type { AttemptModel, StepModel } from '../core';
import type { AttemptDetails } from './AttemptDetails';
import { flag, textCell } from './cells';
import {
  artifactColumns,
  changedAttemptColumns,
  keptColumns,
  newAttemptColumns,
} from './columns';
import type { Cell } from './dialect';
import type { SetWriter } from './SetWriter';

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

/** Only under the epoch that was read, and never an attempt that is over. */
const updateAttempts = (v: string) => `UPDATE run_attempts SET ${keptColumns
  .map(name => `${name} = COALESCE(v.${name}, run_attempts.${name})`)
  .join(', ')}
  FROM ${v}
  WHERE run_attempts.run_id = v.run_id
    AND run_attempts.position = v.position
    AND run_attempts.number = v.number
    AND run_attempts.epoch = v.expected
    AND run_attempts.ended_at IS NULL
  RETURNING run_attempts.number`;

/** What a batch does to attempts: one row for each, however many events it had. */
export class AttemptChanges {
  readonly #now: number;
  readonly #changes = new Map<string, AttemptChange>();
  /** Why attempts changed their state. */
  readonly #reasons = new Map<string, string>();
  readonly #artifacts: Cell[][] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** Before the attempt is added. */
  because(
    runId: string,
    position: number,
    number: number,
    reason: string,
  ): void {
    this.#reasons.set(`${runId}/${position}/${number}`, reason);
  }

  add(
    runId: string,
    { position }: StepModel,
    previous: AttemptModel | undefined,
    model: AttemptModel,
    details: AttemptDetails | undefined,
  ): void {
    const key = `${runId}/${position}/${model.number}`;
    const change: AttemptChange = this.#changes.get(key) ?? {
      isNew: previous?.number !== model.number,
      expectedEpoch: previous?.epoch ?? 0,
      runId,
      position,
      model,
      details: {},
      started: false,
    };
    change.model = model;
    change.reason = this.#reasons.get(key) ?? change.reason;
    change.started ||= model.state === 'running';
    if (details) {
      change.details = { ...change.details, ...details };
    }
    this.#changes.set(key, change);
  }

  addArtifacts(
    runId: string,
    position: number,
    number: number,
    { artifacts = [] }: AttemptDetails,
  ): void {
    for (const artifact of artifacts) {
      this.#artifacts.push([
        runId,
        position,
        number,
        artifact.output,
        artifact.digest,
        artifact.size,
        artifact.mediaType,
        artifact.path,
        artifact.mark,
      ]);
    }
  }

  writeTo(writer: SetWriter): void {
    const inserts: Cell[][] = [];
    const updates: Cell[][] = [];
    for (const change of this.#changes.values()) {
      const row = this.#row(change);
      if (change.isNew) {
        row.push(this.#now);
        inserts.push(row);
      } else {
        row.push(change.expectedEpoch);
        updates.push(row);
      }
    }
    writer.insert('run_attempts', newAttemptColumns, inserts);
    writer.prove(changedAttemptColumns, updateAttempts, updates);
    writer.insert('run_artifacts', artifactColumns, this.#artifacts);
  }

  #row(change: AttemptChange): Cell[] {
    const { model, details } = change;
    return [
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
      details.secrets ?? null,
      details.outputs ?? null,
      details.tokenHash ?? null,
      change.started ? this.#now : null,
      isTerminal(model.state) ? this.#now : null,
    ];
  }
}
