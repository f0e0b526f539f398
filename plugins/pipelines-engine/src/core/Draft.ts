import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Effect, JournalEntry } from './events';
import type {
  AttemptModel,
  CompiledPlan,
  CoreLimits,
  RunModel,
  StepModel,
} from './model';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A run while a transition works on it: copies what it changes, collects effects. */
export class Draft {
  readonly plan: CompiledPlan;
  readonly limits: CoreLimits;
  readonly effects: Effect[] = [];
  #run: Mutable<RunModel>;
  #steps: StepModel[] | undefined;

  constructor(plan: CompiledPlan, limits: CoreLimits, run: RunModel) {
    this.plan = plan;
    this.limits = limits;
    this.#run = { ...run };
  }

  get run(): RunModel {
    return this.#run;
  }

  step(position: number): StepModel {
    return this.#run.steps[position];
  }

  changeRun(change: Partial<RunModel>, message?: string): void {
    const before = this.#run.state;
    Object.assign(this.#run, change);
    if (this.#run.state !== before) {
      this.journal({ type: 'run.state', state: this.#run.state, message });
    }
  }

  changeStep(position: number, change: Partial<StepModel>): void {
    const before = this.step(position);
    const after = { ...before, ...change };
    if (!this.#steps) {
      this.#steps = [...this.#run.steps];
      this.#run.steps = this.#steps;
    }
    this.#steps[position] = after;
    if (after.state !== before.state) {
      this.journal({
        type: 'step.state',
        position,
        state: after.state,
        message: after.reason,
      });
      if (after.state === 'ready') {
        this.effects.push({ type: 'ready', position });
      }
    }
  }

  /** Moves the newest attempt of a step. */
  changeAttempt(
    position: number,
    change: Partial<AttemptModel>,
    message?: string,
  ): void {
    const before = this.step(position).attempt as AttemptModel;
    const after = { ...before, ...change };
    this.changeStep(position, { attempt: after });
    if (after.state !== before.state) {
      this.journal({
        type: 'attempt.state',
        position,
        attempt: after.number,
        state: after.state,
        message,
      });
      if (isTerminal(after.state) || after.state === 'collecting') {
        this.effects.push({ type: 'clearTimer', name: timeoutOf(position) });
      }
    }
  }

  journal(entry: JournalEntry): void {
    this.effects.push({ type: 'journal', entry });
  }
}

/** Name of the timer of a step's live attempt. */
export function timeoutOf(position: number): string {
  return `timeout:${position}`;
}

/** Name of the timer of a step's next try. */
export function retryOf(position: number): string {
  return `retry:${position}`;
}
