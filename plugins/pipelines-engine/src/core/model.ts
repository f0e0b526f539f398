import type {
  AttemptState,
  EndingCause,
  Plan,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';

/** What the core knows of a run: enough to decide, no values. */
export interface RunModel {
  readonly state: RunState;
  readonly cause?: EndingCause;
  /** Asked twice: steps that always run are stopped too. */
  readonly hard: boolean;
  /** It gives its place in the concurrency group back once only waits are left. */
  readonly yields?: boolean;
  /** It gave its place back, and has to be admitted again before a step starts. */
  readonly gavePlace?: boolean;
  /** What counts against the timeout of the workflow. */
  readonly clock?: ClockModel;
  /** Step instances, by position. */
  readonly steps: readonly StepModel[];
}

/**
 * Time that counts against a workflow's timeout: while an attempt is live or a
 * retry is pending. Times are the database's, in ms.
 */
export interface ClockModel {
  /** What had counted when it last stopped. */
  readonly used: number;
  /** Since when it runs; absent while it stands. */
  readonly since?: number;
  /** A timer will look at it. It is not taken away when the clock stops, only looked at. */
  readonly armed: boolean;
}

export interface StepModel {
  readonly position: number;
  readonly stepId: string;
  /**
   * `test[shard=1]`. The one instance of a computed matrix that is not expanded
   * yet has the id of its step.
   */
  readonly key: string;
  readonly state: StepState;
  /** Blocked, and its `if` is being evaluated. */
  readonly deciding: boolean;
  /**
   * What else has to be evaluated before it goes on: its computed matrix while it
   * is blocked, the inputs of what it waits for while it is ready.
   */
  readonly asking?: 'matrix' | 'start';
  /** Skipped because of a failure or the end of the run, not because of an `if`. */
  readonly becauseOfFailure: boolean;
  readonly reason?: string;
  /** Attempts, or child runs, that count against `retry`. */
  readonly tries: number;
  /** Attempts that were lost; they have a limit of their own. */
  readonly losses: number;
  /** What it waits for; while it is waiting. */
  readonly wait?: WaitModel;
  /** The newest attempt. */
  readonly attempt?: AttemptModel;
}

/** What a step may wait for. None of them holds a worker. */
export type WaitKind = 'approval' | 'delay' | 'child' | 'external' | 'retry';

export interface WaitModel {
  readonly kind: WaitKind;
  /** Id of the child run, or of the work in the external system. */
  readonly reference?: string;
  /** Why what it waits for is being ended. */
  readonly stop?: StopCause;
  /** Without grace. */
  readonly force?: boolean;
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
  /** Positions of the instances of each step, in the order of its matrix. */
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
  /** Longest time for which the end of a cancelled child run is awaited. */
  childEndingMs: number;
  /** Longest wait before a retry. */
  backoffMs: number;
  /** Instances of one computed matrix. */
  matrixInstances: number;
  /** Step instances of one run. */
  runInstances: number;
}

export const defaultLimits: CoreLimits = {
  losses: 3,
  endingMs: 10 * 60_000,
  childEndingMs: 15 * 60_000,
  backoffMs: 60 * 60_000,
  matrixInstances: 256,
  runInstances: 5_000,
};
