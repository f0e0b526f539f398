import { isTerminal } from '@dop/plugin-pipelines-common';
import { countsOf } from './cells';
import { newRunColumns, runColumns, serviceColumns } from './columns';
import type { Cell } from './dialect';
import type { LoadedRun } from './LoadedRun';
import type { SetWriter } from './SetWriter';

const updateRuns = (
  v: string,
) => `UPDATE runs SET version = v.version + 1, state = v.state, cause = v.cause,
    hard = v.hard, counts = v.counts, sequence = v.sequence,
    started_at = v.started_at, ended_at = v.ended_at,
    cancelled_by = v.cancelled_by, gave_place = v.gave_place,
    clock = v.clock, paused_by = v.paused_by
  FROM ${v} WHERE runs.id = v.id AND runs.version = v.version
  RETURNING runs.id`;

/** What a batch does to runs: one row for each. */
export class RunChanges {
  readonly #now: number;
  readonly #inserts: Cell[][] = [];
  readonly #updates: Cell[][] = [];
  readonly #services: Cell[][] = [];
  readonly #cancelledBy = new Map<string, string>();
  readonly #pausedBy = new Map<string, string>();

  constructor(now: number) {
    this.#now = now;
  }

  cancelledBy(runId: string, actor: string): void {
    this.#cancelledBy.set(runId, actor);
  }

  pausedBy(runId: string, actor: string): void {
    this.#pausedBy.set(runId, actor);
  }

  /**
   * Takes in what came of a run, and brings its record up to date.
   *
   * @param before - absent for a run that is not in the database yet
   */
  add(before: LoadedRun | undefined, after: LoadedRun): void {
    const { model, record } = after;
    const expected = after.version;
    after.version += 1;
    after.record = {
      ...record,
      state: model.state,
      cause: model.cause,
      counts: countsOf(model.steps),
      sequence: after.sequence,
      startedAt:
        record.startedAt ?? (began(before, after) ? this.#now : undefined),
      endedAt:
        record.endedAt ?? (isTerminal(model.state) ? this.#now : undefined),
      cancelledBy: record.cancelledBy ?? this.#cancelledBy.get(after.id),
      pausedBy:
        model.state === 'paused'
          ? this.#pausedBy.get(after.id) ?? record.pausedBy
          : undefined,
    };
    const row: Cell[] = [
      after.id,
      before ? expected : after.version,
      model.state,
      model.cause ?? null,
      model.hard ? 1 : 0,
      JSON.stringify(after.record.counts),
      after.sequence,
      after.record.startedAt ?? null,
      after.record.endedAt ?? null,
      after.record.cancelledBy ?? null,
      model.gavePlace ? 1 : 0,
      model.clock ? JSON.stringify(model.clock) : null,
      after.record.pausedBy ?? null,
    ];
    if (before) {
      this.#updates.push(row);
    } else {
      this.#inserts.push([...row, ...fixedCells(after)]);
      for (const ref of new Set(after.plan.plan.delivers)) {
        this.#services.push([ref, after.id]);
      }
    }
  }

  writeTo(writer: SetWriter): void {
    writer.insert('runs', newRunColumns, this.#inserts);
    writer.insert('run_services', serviceColumns, this.#services);
    writer.prove(runColumns, updateRuns, this.#updates);
  }
}

/** Runs that leave the queue without a place never began. */
function began(before: LoadedRun | undefined, { model }: LoadedRun): boolean {
  const from = before?.model.state ?? 'queued';
  return (
    model.state !== 'queued' &&
    model.state !== 'rejected' &&
    !(from === 'queued' && model.state === 'cancelled')
  );
}

function fixedCells({ record, groupLimit, model, parent }: LoadedRun): Cell[] {
  return [
    record.number,
    record.workflowId,
    record.repositoryId,
    record.planHash,
    record.ref,
    record.commit,
    record.protectedRef ? 1 : 0,
    record.triggerType,
    record.actor,
    JSON.stringify(record.trigger),
    JSON.stringify(record.inputs),
    JSON.stringify(record.meta),
    record.groupKey ?? null,
    groupLimit ?? null,
    record.rerunOf ?? null,
    record.createdAt,
    model.yields ? 1 : 0,
    parent?.runId ?? null,
    parent?.position ?? null,
    parent ? 0 : null,
  ];
}
