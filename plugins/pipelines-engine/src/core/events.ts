import type {
  AttemptState,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';

/** Names an attempt and the ownership under which its news was gathered. */
interface OfAttempt {
  position: number;
  number: number;
  epoch: number;
}

/** Something that happened to a run, as the core hears of it. */
export type EngineEvent =
  /** A place in the concurrency group is free, or there is no group. */
  | { type: 'admitted' }
  /** The group is busy and the workflow says `reject`. */
  | { type: 'refused'; reason: string }
  | { type: 'cancelled'; by: string; force?: boolean }
  /** A newer run of the group came, and the workflow says `cancelOlder`. */
  | { type: 'superseded'; by: string }
  | { type: 'runTimedOut' }
  /** The steps that always run took too long. */
  | { type: 'endingTimedOut' }
  | { type: 'decided'; position: number; value: boolean }
  | { type: 'undecidable'; position: number; reason: string }
  /** No runner may or can take it now. */
  | { type: 'unplaced'; position: number; reason: string }
  | { type: 'claimed'; position: number }
  | { type: 'retryDue'; position: number }
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

/** One line of the run's history. */
export interface JournalEntry {
  type:
    | 'run.state'
    | 'run.cancel'
    | 'step.state'
    | 'step.reason'
    | 'attempt.state'
    | 'attempt.owner';
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
  /** A step became ready. */
  | { type: 'ready'; position: number }
  /** A live attempt has to end. */
  | { type: 'stop'; position: number; attempt: number }
  /** The run is over. */
  | { type: 'finished' };

export type TimerEvent = Extract<
  EngineEvent,
  { type: 'runTimedOut' | 'endingTimedOut' | 'retryDue' | 'attemptTimedOut' }
>;

/** The outcome of one event. */
export interface Transition<Model> {
  /** False for an event that came too late; then nothing changed. */
  applied: boolean;
  run: Model;
  effects: Effect[];
}
