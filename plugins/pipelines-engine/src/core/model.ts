import type {
  AttemptState,
  EndingCause,
  Plan,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';

/** What the core knows of a run: enough to decide, no values, no times. */
export interface RunModel {
  readonly state: RunState;
  readonly cause?: EndingCause;
  /** Asked twice: steps that always run are stopped too. */
  readonly hard: boolean;
  /** Step instances, by position. */
  readonly steps: readonly StepModel[];
}

export interface StepModel {
  readonly position: number;
  readonly stepId: string;
  /** `test[shard=1]` */
  readonly key: string;
  readonly state: StepState;
  /** Blocked, and its `if` is being evaluated. */
  readonly deciding: boolean;
  /** Skipped because of a failure, not because of its own `if`; see `onFailure`. */
  readonly becauseOfFailure: boolean;
  readonly reason?: string;
  /** Attempts that count against `retry`. */
  readonly tries: number;
  /** Attempts that were lost; they have a limit of their own. */
  readonly losses: number;
  /** The newest attempt. */
  readonly attempt?: AttemptModel;
}

export interface AttemptModel {
  /** From 1 in its step instance. */
  readonly number: number;
  readonly state: AttemptState;
  /** Rises with each owner; writes of former owners are refused by it. */
  readonly epoch: number;
  /** Why it is being stopped. */
  readonly stop?: StopCause;
  /** Without grace. */
  readonly force: boolean;
}

/** `timeout` is the attempt's own; the others end the run. */
export type StopCause =
  | 'timeout'
  | 'runTimeout'
  | Exclude<EndingCause, 'timeout'>;

/** A plan with what the core looks up again and again. */
export interface CompiledPlan {
  readonly plan: Plan;
  /** Plan step of each position. */
  readonly stepAt: readonly Plan['steps'][number][];
  /** Positions of the instances of each step. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
  /** Positions of the instances of steps that need this step. */
  readonly dependents: ReadonlyMap<string, readonly number[]>;
}

/** Limits that are the engine's, not the workflow's. */
export interface CoreLimits {
  /** Lost attempts of one step instance before it fails. */
  losses: number;
  /** Longest time of steps that run while the run is ending. */
  endingMs: number;
  /** Longest wait before a retry. */
  backoffMs: number;
}

export const defaultLimits: CoreLimits = {
  losses: 3,
  endingMs: 10 * 60_000,
  backoffMs: 60 * 60_000,
};
