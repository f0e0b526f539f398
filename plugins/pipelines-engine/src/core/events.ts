import type {
  AttemptState,
  RunEventType,
  RunState,
  StepInstancePlan,
  StepState,
} from '@dop/plugin-pipelines-common';

import type { CompiledPlan, RunModel } from './model';

/** Names an attempt and the ownership under which its news was gathered. */
interface OfAttempt {
  position: number;
  number: number;
  epoch: number;
}

/** How what a step waited for came out. */
export type WaitOutcome =
  | 'succeeded'
  | 'warned'
  | 'failed'
  | 'timedOut'
  | 'rejected'
  | 'cancelled';

/** Something that happened to a run, as the core hears of it. */
export type EngineEvent =
  /** A place in the concurrency group is free, or there is no group. */
  | { type: 'admitted' }
  /** The group is busy and the workflow says `reject`. */
  | { type: 'refused'; reason: string }
  | { type: 'cancelled'; by: string; force?: boolean }
  /** A newer run of the group came, and the workflow says `cancelOlder`. */
  | { type: 'superseded'; by: string }
  | { type: 'paused'; by: string }
  | { type: 'resumed'; by: string }
  | { type: 'runTimedOut' }
  /** The steps that always run took too long. */
  | { type: 'endingTimedOut' }
  | { type: 'decided'; position: number; value: boolean }
  /** A condition, a matrix or the inputs of what it waits for. */
  | { type: 'undecidable'; position: number; reason: string }
  /** The instances of a computed matrix, in its order. */
  | { type: 'expanded'; position: number; instances: StepInstancePlan[] }
  /** No runner may or can take it now. */
  | { type: 'unplaced'; position: number; reason: string }
  | { type: 'claimed'; position: number }
  | { type: 'retryDue'; position: number }
  /** The child run, or the work in an external system, exists from now on. */
  | { type: 'opened'; position: number; reference: string }
  /** Somebody decided an approval. */
  | {
      type: 'answered';
      position: number;
      decision: 'approve' | 'reject';
      by: string;
      reason?: string;
    }
  | { type: 'delayDue'; position: number }
  /** What it waits for took too long, or too long to end. */
  | { type: 'waitTimedOut'; position: number }
  /** A child run, or the work in an external system, is over. */
  | {
      type: 'waitEnded';
      position: number;
      reference: string;
      outcome: WaitOutcome;
      reason?: string;
    }
  /** A new owner after the lease ran out, or after a restart. */
  | ({ type: 'taken' } & OfAttempt)
  /** Inputs are resolved and stored; from now on the program may have started. */
  | ({ type: 'prepared' } & OfAttempt)
  | ({ type: 'started' } & OfAttempt)
  | ({ type: 'exited'; reason?: string } & OfAttempt)
  | ({ type: 'attemptTimedOut' } & Omit<OfAttempt, 'epoch'>)
  | ({ type: 'collected'; success: boolean; reason?: string } & OfAttempt)
  /** It could not be prepared, started or collected. */
  | ({ type: 'failed'; reason: string } & OfAttempt)
  | ({ type: 'lost'; reason: string } & OfAttempt);

export type EngineEventType = EngineEvent['type'];

export type RunEvent = Exclude<EngineEvent, { position: number }>;
export type StepEvent = Extract<EngineEvent, { position: number }>;
export type AttemptEvent = Extract<StepEvent, { number: number }>;

/** One line of the run's history. */
export interface JournalEntry {
  type: Exclude<RunEventType, 'run.created'>;
  position?: number;
  attempt?: number;
  state?: RunState | StepState | AttemptState;
  message?: string;
}

/** What has to happen with a transition, in its transaction or right after it. */
export type Effect =
  | { type: 'journal'; entry: JournalEntry }
  /** Fire an event later; a timer of the same name is replaced. */
  | { type: 'setTimer'; name: string; afterMs: number; event: TimerEvent }
  | { type: 'clearTimer'; name: string }
  /** Evaluate the `if` of a step. */
  | { type: 'decide'; position: number }
  /** Evaluate the computed matrix of a step. */
  | { type: 'expand'; position: number }
  /** Evaluate the inputs of a child run or of external work, and start it. */
  | { type: 'start'; position: number }
  /** A step may be claimed from now on. */
  | { type: 'ready'; position: number }
  /** A ready step may not be claimed for now: its run is paused, or has no place. */
  | { type: 'held'; position: number }
  /** The instance at this position became the first of these; the others were added at the end. */
  | { type: 'expanded'; position: number; instances: StepInstancePlan[] }
  /** A live attempt has to end. */
  | { type: 'stop'; position: number; attempt: number }
  /** What a step waits for outside of this run has to end. */
  | {
      type: 'stopWait';
      position: number;
      reference: string;
      force: boolean;
    }
  /** The run gave its place in the group back. */
  | { type: 'placeFree' }
  /** The run waits for a place again. */
  | { type: 'queued' }
  /** The run is over. */
  | { type: 'finished' };

export type TimerEvent = Extract<
  EngineEvent,
  {
    type:
      | 'runTimedOut'
      | 'endingTimedOut'
      | 'retryDue'
      | 'attemptTimedOut'
      | 'delayDue'
      | 'waitTimedOut';
  }
>;

/** A state that was left, or entered again, and why. */
export interface Move {
  subject: 'run' | 'step' | 'attempt';
  from: string;
  by: string;
  to: string;
}

/** The outcome of one event. */
export interface Transition {
  /** False for an event that came too late; then nothing changed. */
  applied: boolean;
  run: RunModel;
  /** Another one only when a matrix was expanded. */
  plan: CompiledPlan;
  effects: Effect[];
  /** Every state that was left; each is named in the tables. */
  moves: Move[];
}
