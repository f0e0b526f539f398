import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { RunSummary } from './types';

/**
 * What people do with a run while it waits or after it has ended.
 *
 * - `GET /approvals?mine=true&runId&cursor&limit`: a page of {@link Approval}
 * - `POST /runs/:id/steps/:instanceKey/approval` {@link DecideRequest}; 409 with
 *   who decided what and when, for who comes late
 * - `POST /runs/:id/pause`, `POST /runs/:id/resume`
 * - `POST /runs/:id/rerun` {@link RerunRequest}: a new, linked run
 * - `POST /workflows/:id/drain {on}`
 */

/** What a step instance in the state `waiting` waits for. */
export interface StepWait {
  kind: 'approval' | 'child' | 'external' | 'delay' | 'retry';
  since: string;
  /** When it ends by itself; absent for an approval that waits for ever. */
  until?: string;
  /** Full entity refs of the groups and users who may decide. */
  approvers?: string[];
  /** What is filled in to decide. */
  form?: ObjectSchema;
  /** The run of a step that runs another workflow. */
  childRunId?: string;
}

/** An approval that waits, as the caller sees it. */
export interface Approval {
  run: RunSummary;
  instanceKey: string;
  stepId: string;
  /** Title of the step. */
  title?: string;
  wait: StepWait;
  /** Whether the caller may decide. */
  mayDecide: boolean;
  /** Why not, one sentence: no member of the group, or the author. */
  whyNot?: string;
}

/** A decision, and who made it. */
export interface DecideRequest {
  decision: 'approve' | 'reject';
  reason?: string;
  /** Values of the approval's form. */
  form?: JsonObject;
}

/**
 * Which steps of a run are executed anew; what else has ended is taken over.
 *
 * - `all`, the default
 * - `{ steps }`: these and all that depends on them
 * - `failed`: what failed, timed out, was rejected, cancelled or lost, and what
 *   depends on it
 * - `{ only, inputs }`: one step, with edited values of its inputs
 */
export type RerunFrom =
  | 'all'
  | 'failed'
  | { steps: string[] }
  | { only: string; inputs?: JsonObject };

/** Body of `POST /runs/:id/rerun`. */
export interface RerunRequest {
  from?: RerunFrom;
  /** Inputs of the workflow; without them those of the run. */
  inputs?: JsonObject;
}
