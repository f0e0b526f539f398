import type { JsonObject } from '@backstage/types';
import type { TakenOutcome } from '../core';
import type {
  AttemptState,
  EndingCause,
  Plan,
  RunState,
  StepInstancePlan,
  StepState,
} from '@dop/plugin-pipelines-common';

import type { WaitRecord } from './waitQueries';

/** What a caller gives to start a run. */
export interface NewRun {
  /** Absent for a fresh one. Give one to make a start idempotent. */
  id?: string;
  plan: Plan;
  workflowId: string;
  repositoryId: string;
  /** Full ref. */
  ref: string;
  commit: string;
  protectedRef: boolean;
  triggerType: string;
  /** Entity ref of who started it. */
  actor: string;
  /** `trigger` in expressions. */
  trigger: JsonObject;
  /** Checked against the plan's schema by the caller. */
  inputs: JsonObject;
  /** What the caller wants to find again; the engine does not look at it. */
  meta?: JsonObject;
  /** The group's key is evaluated by the caller and unique in the portal. */
  concurrency?: {
    key: string;
    limit: number;
    whenBusy: 'queue' | 'cancelOlder' | 'reject';
    /** Whether it keeps its place while only waits are left. By default it does. */
    holdWhileWaiting?: boolean;
  };
  /** Id of the run that this one repeats. */
  rerunOf?: string;
  /** Its step instances, where they are not what the plan begins with. */
  instances?: NewInstance[];
  /** The step that runs it. It uses the place of that step's run. */
  parent?: { runId: string; position: number };
}

/** A step instance of a run that repeats another one. */
export interface NewInstance extends StepInstancePlan {
  stepId: string;
  /** The outcome that it begins with. */
  outcome?: TakenOutcome;
  /** Where that outcome comes from. */
  takenOver?: { runId: string; position: number };
  /** Inputs over the evaluated ones. */
  edited?: JsonObject;
}

/** A run as it is stored. Times are ms since 1970. */
export interface RunRecord {
  id: string;
  /** Counts up in its workflow, from 1. */
  number: number;
  workflowId: string;
  repositoryId: string;
  planHash: string;
  ref: string;
  commit: string;
  protectedRef: boolean;
  triggerType: string;
  actor: string;
  trigger: JsonObject;
  inputs: JsonObject;
  meta: JsonObject;
  state: RunState;
  cause?: EndingCause;
  /** Step instances by state. */
  counts: Partial<Record<StepState, number>>;
  groupKey?: string;
  rerunOf?: string;
  cancelledBy?: string;
  pausedBy?: string;
  /** The run of whose steps one runs this one. */
  parentRunId?: string;
  /** Its steps, logs and artifacts are gone. */
  archivedAt?: number;
  /** Number of the newest event. */
  sequence: number;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
}

export interface StepRecord extends StepInstancePlan {
  runId: string;
  /** Place among the run's step instances. */
  position: number;
  stepId: string;
  state: StepState;
  reason?: string;
  startedAt?: number;
  endedAt?: number;
  /** What it waits for, or last waited for; outputs of approvals and child runs are here. */
  wait?: WaitRecord;
  /** The step instance whose outcome this one took over; its attempts are there. */
  takenOver?: { runId: string; position: number };
  /** Inputs that somebody edited. */
  edited?: JsonObject;
  attempts: AttemptRecord[];
}

export interface AttemptRecord {
  number: number;
  state: AttemptState;
  epoch: number;
  runner: string;
  handle: string;
  reason?: string;
  isolated: boolean;
  notEnforced: string[];
  exitCode?: number;
  signal?: string;
  inputs?: JsonObject;
  /** Variables of the portal, the workflow and the step, as they were resolved. */
  env?: Record<string, string>;
  secrets?: BoundSecret[];
  outputs?: JsonObject;
  logBytes: number;
  logLines: number;
  claimedAt: number;
  startedAt?: number;
  endedAt?: number;
}

/** A secret of a step, without its value. */
export interface BoundSecret {
  variable: string;
  /** `namespace/name` */
  name: string;
  /** Why the program did not get it. */
  unset?: string;
}

export interface EventRecord {
  sequence: number;
  type: string;
  stepId?: string;
  instanceKey?: string;
  attempt?: number;
  state?: string;
  message?: string;
  time: number;
}

export interface ArtifactRecord {
  runId: string;
  instanceKey: string;
  stepId: string;
  attempt: number;
  /** Output that holds it, `report`, or `files[0]` inside of one. */
  output: string;
  digest: string;
  size: number;
  mediaType: string;
  path: string;
  mark: ArtifactMark;
  /** Its place in the list. */
  cursor: string;
}

/** What an artifact is to the portal. */
export type ArtifactMark = 'artifact' | 'test-report' | 'sbom';

/** An artifact before it is stored. */
export type NewArtifact = Pick<
  ArtifactRecord,
  'output' | 'digest' | 'size' | 'mediaType' | 'path' | 'mark'
>;
