import {
  isTerminal,
  type AttemptState,
  type RunState,
  type StepState,
} from '@dop/plugin-pipelines-common';
import { compilePlan, type PlannedInstance } from './compilePlan';
import type { Effect, EngineEventType, JournalEntry, Move } from './events';
import type {
  AttemptModel,
  CompiledPlan,
  CoreLimits,
  RunModel,
  StepModel,
} from './model';
import {
  attemptTable,
  runTable,
  stepTable,
  type Cascade,
  type Table,
} from './table';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What moves a state: the event itself, or what follows from it. */
export type Trigger = EngineEventType | Cascade;

/**
 * A run while a transition works on it: copies what it changes, collects effects,
 * and holds every move to the tables.
 */
export class Draft {
  readonly limits: CoreLimits;
  /** The run before the transition. */
  readonly before: RunModel;
  /** The database's time, ms; absent where nobody counts it. */
  readonly now: number | undefined;
  readonly effects: Effect[] = [];
  readonly moves: Move[] = [];
  #plan: CompiledPlan;
  #run: Mutable<RunModel>;
  #steps: StepModel[] | undefined;

  constructor(
    plan: CompiledPlan,
    limits: CoreLimits,
    run: RunModel,
    now?: number,
  ) {
    this.#plan = plan;
    this.limits = limits;
    this.before = run;
    this.now = now;
    this.#run = { ...run };
  }

  get plan(): CompiledPlan {
    return this.#plan;
  }

  get run(): RunModel {
    return this.#run;
  }

  step(position: number): StepModel {
    return this.#run.steps[position];
  }

  /** Changes a run without moving it. */
  changeRun(change: Omit<Partial<RunModel>, 'state' | 'steps'>): void {
    Object.assign(this.#run, change);
  }

  moveRun(by: Trigger, state: RunState, message?: string): void {
    const from = this.#run.state;
    this.#move('run', runTable, from, by, state);
    if (state !== from) {
      this.#run.state = state;
      this.journal({ type: 'run.state', state, message });
    }
  }

  /** Changes a step without moving it. */
  changeStep(
    position: number,
    change: Omit<Partial<StepModel>, 'state' | 'position'>,
  ): void {
    this.#writeStep(position, { ...this.step(position), ...change });
  }

  moveStep(
    position: number,
    by: Trigger,
    state: StepState,
    change: Omit<Partial<StepModel>, 'state' | 'position'> = {},
  ): void {
    const before = this.step(position);
    this.#move('step', stepTable, before.state, by, state);
    this.#writeStep(position, { ...before, ...change, state });
    if (state !== before.state) {
      this.journal({
        type: 'step.state',
        position,
        state,
        message: this.step(position).reason,
      });
    }
  }

  /** Adds instances of an expanded step at the end, and gives their positions. */
  appendSteps(instances: readonly PlannedInstance[]): number[] {
    const steps = this.#writable();
    const positions = instances.map(({ stepId, key }) => {
      const position = steps.length;
      steps.push(blockedStep(position, stepId, key));
      return position;
    });
    this.#plan = compilePlan(this.#plan.plan, steps);
    return positions;
  }

  /** Changes the newest attempt of a step without moving it. */
  changeAttempt(
    position: number,
    change: Omit<Partial<AttemptModel>, 'state'>,
  ): void {
    const before = this.step(position).attempt as AttemptModel;
    this.changeStep(position, { attempt: { ...before, ...change } });
  }

  /** Moves the newest attempt of a step. */
  moveAttempt(
    position: number,
    by: Trigger,
    state: AttemptState,
    change: Omit<Partial<AttemptModel>, 'state'> = {},
    message?: string,
  ): void {
    const before = this.step(position).attempt as AttemptModel;
    this.#move('attempt', attemptTable, before.state, by, state);
    this.changeStep(position, { attempt: { ...before, ...change, state } });
    if (state !== before.state) {
      this.journal({
        type: 'attempt.state',
        position,
        attempt: before.number,
        state,
        message,
      });
      if (isTerminal(state) || state === 'collecting') {
        this.effects.push({ type: 'clearTimer', name: timeoutOf(position) });
      }
    }
  }

  journal(entry: JournalEntry): void {
    this.effects.push({ type: 'journal', entry });
  }

  /** @throws Error if the table does not name the move: that is a bug of the core */
  #move<State extends string>(
    subject: Move['subject'],
    table: Table<State>,
    from: State,
    by: Trigger,
    to: State,
  ): void {
    if (!table[from]?.[by]?.includes(to)) {
      throw new Error(
        `The table of states has no move of a ${subject} from ${from} to ${to} by ${by}`,
      );
    }
    this.moves.push({ subject, from, by, to });
  }

  #writeStep(position: number, step: StepModel): void {
    this.#writable()[position] = step;
  }

  #writable(): StepModel[] {
    if (!this.#steps) {
      this.#steps = [...this.#run.steps];
      this.#run.steps = this.#steps;
    }
    return this.#steps;
  }
}

/** A step instance before anything happened to it. */
export function blockedStep(
  position: number,
  stepId: string,
  key: string,
): StepModel {
  return {
    position,
    stepId,
    key,
    state: 'blocked',
    deciding: false,
    becauseOfFailure: false,
    tries: 0,
    losses: 0,
  };
}

/** Name of the timer of a step's live attempt. */
export function timeoutOf(position: number): string {
  return `timeout:${position}`;
}

/** Name of the timer of a step's next try. */
export function retryOf(position: number): string {
  return `retry:${position}`;
}

/** Name of the timer of what a step waits for. */
export function waitOf(position: number): string {
  return `wait:${position}`;
}
