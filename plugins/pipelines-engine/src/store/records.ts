import type { JsonObject } from '@backstage/types';
import type {
  AttemptState,
  EndingCause,
  Plan,
  RunState,
  StepInstancePlan,
  StepState,
} from '@dop/plugin-pipelines-common';

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
  };
  /** Id of the run that this one repeats. */
  rerunOf?: string;
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
  outputs?: JsonObject;
  logBytes: number;
  logLines: number;
  claimedAt: number;
  startedAt?: number;
  endedAt?: number;
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
}

/** What an artifact is to the portal. */
export type ArtifactMark = 'artifact' | 'test-report' | 'sbom';

/** An artifact before it is stored. */
export type NewArtifact = Pick<
  ArtifactRecord,
  'output' | 'digest' | 'size' | 'mediaType' | 'path' | 'mark'
>;
