import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import type { Effect, EngineEvent, Transition } from '../core';
import { AttemptChanges } from './AttemptChanges';
import type { AttemptDetails } from './AttemptDetails';
import { textCell } from './cells';
import { eventColumns } from './columns';
import type { Cell } from './dialect';
import type { LoadedRun } from './LoadedRun';
import { RunChanges } from './RunChanges';
import { StepChanges } from './StepChanges';
import { TimerChanges } from './TimerChanges';
import { WaitChanges } from './WaitChanges';
import { SetWriter } from './SetWriter';

/**
 * Collects what the transitions of a batch change, and writes it in sets: one
 * statement for each table, one row for each thing, however many events moved it.
 */
export class ChangeSet {
  /** The database's time, ms. */
  readonly now: number;
  readonly #before = new Map<string, LoadedRun>();
  readonly #after = new Map<string, LoadedRun>();
  /** Runs that are not in the database yet. */
  readonly #new = new Set<string>();
  readonly #runs: RunChanges;
  readonly #steps: StepChanges;
  readonly #attempts: AttemptChanges;
  readonly #timers: TimerChanges;
  readonly #waits: WaitChanges;
  readonly #events: Cell[][] = [];

  constructor(now: number) {
    this.now = now;
    this.#runs = new RunChanges(now);
    this.#steps = new StepChanges(now);
    this.#attempts = new AttemptChanges(now);
    this.#timers = new TimerChanges(now);
    this.#waits = new WaitChanges(now);
  }

  /** The runs as the batch leaves them; after {@link ChangeSet.write} they may be kept. */
  get changed(): Iterable<LoadedRun> {
    return this.#after.values();
  }

  /** The run as the batch has it so far. */
  current(run: LoadedRun): LoadedRun {
    return this.#after.get(run.id) ?? run;
  }

  timerFired(runId: string, name: string): void {
    this.#timers.fired(runId, name);
  }

  cancelledBy(runId: string, actor: string): void {
    this.#runs.cancelledBy(runId, actor);
  }

  pausedBy(runId: string, actor: string): void {
    this.#runs.pausedBy(runId, actor);
  }

  unplaced(runId: string, position: number): void {
    this.#steps.unplaced(runId, position);
  }

  /** Takes in a run that is not in the database yet, before its first event. */
  addNew(run: LoadedRun, message: string): void {
    this.#new.add(run.id);
    this.#after.set(run.id, run);
    this.#journal(run, {
      type: 'run.created',
      state: run.model.state,
      message,
    });
  }

  /**
   * Takes in one transition.
   *
   * @param news - what the event brings for the step that it is about
   */
  add(
    before: LoadedRun,
    event: EngineEvent,
    result: Transition,
    news?: { position: number; details: AttemptDetails },
  ): LoadedRun {
    if (!this.#before.has(before.id)) {
      this.#before.set(before.id, before);
    }
    const after = { ...before, model: result.run, plan: result.plan };
    for (const effect of result.effects) {
      this.#addEffect(after, effect);
    }
    this.#addAttempts(before, after, news);
    this.#addWaits(before, after, event, news?.details.waitOutputs);
    this.#after.set(after.id, after);
    return after;
  }

  #addWaits(
    before: LoadedRun,
    after: LoadedRun,
    event: EngineEvent,
    outputs?: JsonObject,
  ): void {
    if (after.model.steps === before.model.steps) {
      return;
    }
    for (const step of after.model.steps) {
      const previous = before.model.steps[step.position]?.wait;
      if (step.wait !== previous) {
        this.#waits.add(after, step, previous, event, outputs);
      }
    }
  }

  #addAttempts(
    before: LoadedRun,
    { id, model }: LoadedRun,
    news?: { position: number; details: AttemptDetails },
  ): void {
    if (model.steps === before.model.steps) {
      return;
    }
    for (const step of model.steps) {
      const previous = before.model.steps[step.position]?.attempt;
      if (step.attempt && step.attempt !== previous) {
        this.#attempts.add(
          id,
          step,
          previous,
          step.attempt,
          news?.position === step.position ? news.details : undefined,
        );
      }
    }
    if (news?.details.artifacts) {
      const number = model.steps[news.position].attempt?.number ?? 0;
      this.#attempts.addArtifacts(id, news.position, number, news.details);
    }
  }

  #addEffect(run: LoadedRun, effect: Effect): void {
    switch (effect.type) {
      case 'journal': {
        const { entry } = effect;
        if (
          entry.type === 'attempt.state' &&
          entry.message &&
          entry.position !== undefined &&
          entry.attempt !== undefined
        ) {
          this.#attempts.because(
            run.id,
            entry.position,
            entry.attempt,
            entry.message,
          );
        }
        this.#journal(run, entry);
        break;
      }
      case 'setTimer':
        this.#timers.set(run.id, effect);
        break;
      case 'clearTimer':
        this.#timers.clear(run.id, effect.name);
        break;
      case 'ready':
      case 'held':
        this.#steps.announced(run.id, effect.position, effect.type === 'ready');
        break;
      case 'expanded':
        run.instances = expanded(run, effect);
        this.#steps.renamed(run, effect.position);
        break;
      default:
    }
  }

  #journal(
    run: LoadedRun,
    entry: {
      type: string;
      position?: number;
      attempt?: number;
      state?: string;
      message?: string;
    },
  ): void {
    run.sequence += 1;
    this.#events.push([
      run.id,
      run.sequence,
      entry.type,
      entry.position ?? null,
      entry.attempt ?? null,
      entry.state ?? null,
      textCell(entry.message),
      this.now,
    ]);
  }

  /**
   * Writes everything: runs first, then their steps.
   *
   * @throws Error if a row was not as it had been read; nothing may be committed then
   */
  async write(trx: Knex.Transaction): Promise<void> {
    for (const run of this.#after.values()) {
      const before = this.#new.has(run.id)
        ? undefined
        : this.#before.get(run.id);
      this.#runs.add(before, run);
      this.#steps.add(before, run);
    }
    const writer = new SetWriter();
    this.#runs.writeTo(writer);
    this.#steps.writeTo(writer);
    this.#attempts.writeTo(writer);
    writer.insert('run_events', eventColumns, this.#events);
    await writer.write(trx);
    this.#steps.writeNames(writer);
    await writer.write(trx);
    await this.#timers.write(trx);
    await this.#waits.write(trx);
  }
}

/** The instances of a run after one of its matrices was expanded. */
function expanded(
  { instances }: LoadedRun,
  { position, instances: made }: Extract<Effect, { type: 'expanded' }>,
): LoadedRun['instances'] {
  const { stepId } = instances[position];
  const [first, ...others] = made.map(instance => ({ ...instance, stepId }));
  return [
    ...instances.slice(0, position),
    first,
    ...instances.slice(position + 1),
    ...others,
  ];
}
