import {
  isTerminal,
  type StepInstancePlan,
} from '@dop/plugin-pipelines-common';
import type { EngineEvent, Move, WaitOutcome } from '../events';
import {
  defaultLimits,
  type CompiledPlan,
  type CoreLimits,
  type RunModel,
} from '../model';
import { transition } from '../transition';
import { instancesOf } from './randomGraphs';

/** So small that random graphs meet them. */
export const smallLimits: CoreLimits = {
  ...defaultLimits,
  matrixInstances: 4,
  runInstances: 14,
};

const waitOutcomes: WaitOutcome[] = [
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
];

/** What anybody may do to a run at any time. */
export const interruptions: EngineEvent[] = [
  { type: 'cancelled', by: 'ada' },
  { type: 'cancelled', by: 'ada', force: true },
  { type: 'superseded', by: 'run 2' },
  { type: 'refused', reason: 'busy' },
  { type: 'paused', by: 'ada' },
  { type: 'paused', by: 'ada' },
  { type: 'paused', by: 'ada' },
];

/**
 * Drives a run by events as a store and a scheduler would, and keeps beside it
 * what they would keep: timers, what may be claimed or started, what counts
 * against the timeout.
 */
export class RunSimulation {
  run: RunModel;
  plan: CompiledPlan;
  instances: StepInstancePlan[];
  now = 1_000;
  /** Time that counted, by somebody who looks at every moment. */
  counted = 0;
  readonly timers = new Map<string, EngineEvent>();
  readonly claimable = new Set<number>();
  readonly startable = new Set<number>();
  /** What was said to the run: that it may begin, and what conditions came to. */
  readonly answers = {
    began: false,
    conditions: new Map<number, boolean | 'undecidable'>(),
  };
  readonly #onMove: (move: Move) => void;

  constructor(
    plan: CompiledPlan,
    run: RunModel,
    instances: readonly StepInstancePlan[],
    onMove: (move: Move) => void = () => undefined,
  ) {
    this.plan = plan;
    this.run = run;
    this.instances = [...instances];
    this.#onMove = onMove;
  }

  get over(): boolean {
    return isTerminal(this.run.state);
  }

  /** Lets time pass. */
  pass(ms: number): void {
    const counts =
      !this.over &&
      this.run.state !== 'queued' &&
      this.run.steps.some(
        ({ state, wait }) =>
          state === 'running' ||
          (state === 'waiting' && wait?.kind === 'retry'),
      );
    this.counted += counts && this.run.state !== 'ending' ? ms : 0;
    this.now += ms;
  }

  /** @returns whether it came in time */
  send(event: EngineEvent): boolean {
    const before = this.run;
    const result = transition(this.plan, before, event, smallLimits, this.now);
    for (const [name, set] of this.timers) {
      if (set === event) {
        this.timers.delete(name);
      }
    }
    if (result.applied) {
      this.#note(event, before);
    }
    this.run = result.run;
    this.plan = result.plan;
    result.moves.forEach(this.#onMove);
    for (const effect of result.effects) {
      switch (effect.type) {
        case 'setTimer':
          this.timers.set(effect.name, effect.event);
          break;
        case 'clearTimer':
          this.timers.delete(effect.name);
          break;
        case 'ready':
          this.claimable.add(effect.position);
          break;
        case 'start':
          this.startable.add(effect.position);
          break;
        case 'held':
          this.claimable.delete(effect.position);
          this.startable.delete(effect.position);
          break;
        case 'expanded':
          this.instances[effect.position] = effect.instances[0];
          this.instances.push(...effect.instances.slice(1));
          break;
        default:
      }
    }
    for (const { position, state } of this.run.steps) {
      if (state !== 'ready') {
        this.claimable.delete(position);
        this.startable.delete(position);
      }
    }
    return result.applied;
  }

  #note(event: EngineEvent, before: RunModel): void {
    const { conditions } = this.answers;
    if (event.type === 'admitted') {
      this.answers.began = true;
    } else if (event.type === 'decided') {
      conditions.set(event.position, event.value);
    } else if (
      event.type === 'undecidable' &&
      before.steps[event.position].deciding
    ) {
      conditions.set(event.position, 'undecidable');
    }
  }

  /** Everything that may happen now, and some things that may not any more. */
  possible(pick: () => number): EngineEvent[] {
    const events: EngineEvent[] = [...this.timers.values()];
    if (this.run.state === 'queued') {
      events.push({ type: 'admitted' });
    }
    if (this.run.state === 'paused') {
      events.push({ type: 'resumed', by: 'ada' });
    }
    for (const step of this.run.steps) {
      const { position, state, deciding, asking, wait, attempt } = step;
      if (deciding) {
        events.push(
          { type: 'decided', position, value: true },
          { type: 'decided', position, value: true },
          { type: 'decided', position, value: false },
          { type: 'undecidable', position, reason: 'no' },
        );
      }
      if (asking === 'matrix') {
        const instances = instancesOf(step.stepId, pick() % 6);
        events.push(
          { type: 'expanded', position, instances },
          { type: 'expanded', position, instances },
          { type: 'undecidable', position, reason: 'no' },
        );
      }
      if (asking === 'start') {
        events.push(
          { type: 'opened', position, reference: `child-${step.tries}` },
          { type: 'undecidable', position, reason: 'no' },
        );
      }
      if (state === 'ready') {
        events.push(
          { type: 'claimed', position },
          { type: 'unplaced', position, reason: 'nobody' },
        );
      }
      if (wait?.kind === 'approval') {
        events.push(
          { type: 'answered', position, decision: 'approve', by: 'ada' },
          { type: 'answered', position, decision: 'reject', by: 'bob' },
        );
      }
      const { reference } = wait ?? {};
      if (reference) {
        events.push(
          {
            type: 'waitEnded',
            position,
            reference,
            outcome: waitOutcomes[pick() % waitOutcomes.length],
          },
          // Of a child run before this one.
          {
            type: 'waitEnded',
            position,
            reference: 'another',
            outcome: 'succeeded',
          },
        );
      }
      if (attempt) {
        const at = { position, number: attempt.number, epoch: attempt.epoch };
        const old = { ...at, epoch: attempt.epoch - 1 };
        events.push(
          { type: 'taken', ...at },
          { type: 'prepared', ...at },
          { type: 'started', ...at },
          { type: 'exited', ...at },
          { type: 'collected', success: true, ...at },
          { type: 'collected', success: false, reason: 'bad', ...at },
          { type: 'failed', reason: 'broken', ...at },
          { type: 'lost', reason: 'gone', ...at },
          // Of a former owner.
          { type: 'collected', success: true, ...old },
        );
      }
    }
    return events;
  }
}
