import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  ArtifactValue,
  ComponentResolution,
  ObjectSchema,
} from '@dop/plugin-components-common';
import type { Finding } from '../Finding';
import type { EnvSource, StepAction } from '../plan';
import type { StepWait } from './acts';
import type { StepSecret } from './secrets';
import type { AttemptState, EndingCause, RunState, StepState } from '../states';
import type {
  PullRequestEvent,
  TriggerEnvelope,
  TriggerType,
} from '../trigger';

/**
 * Shapes of `/api/pipelines`. Times are ISO 8601 in UTC, durations milliseconds,
 * `repository` is `namespace/name`.
 */

/** A node of the graph of a workflow or a run. */
export interface GraphStep {
  id: string;
  title?: string;
  action: StepAction;
  /** The component as written, `dop/node-test@1`; absent for other actions. */
  uses?: string;
  /** Exact version once planned, `dop/node-test@1.0.0`. */
  component?: string;
  needs: string[];
  runsOn: 'success' | 'always' | 'failure' | 'condition';
  /** Source of the condition, without `${{ }}`. */
  if?: string;
  allowFailure: boolean;
  /** Number of instances; absent without a matrix and for one that is computed. */
  instances?: number;
  /** The matrix is computed while the workflow runs. */
  computed?: boolean;
}

/** An output of one step that feeds an input of another. */
export interface GraphLink {
  from: string;
  output: string;
  to: string;
  /** Input of the reading step, or `if`, or `env.NAME`. */
  input: string;
}

export interface WorkflowGraph {
  /** In an order in which each comes after all that it needs. */
  steps: GraphStep[];
  links: GraphLink[];
}

/** What starts a workflow by itself or by hand. */
export interface WorkflowTriggers {
  push?: {
    branches?: string[];
    tags?: string[];
    paths?: string[];
  };
  manual?: Record<string, never>;
  /** Fired at the head of the default branch. */
  schedule?: ScheduleTrigger[];
  /** As a step of another workflow; every workflow may be one. */
  workflow?: Record<string, never>;
  pullRequest?: {
    branches?: string[];
    paths?: string[];
  };
  event?: EventTrigger;
}

/** CDEvents that start a workflow, of repositories of the same owner. */
export interface EventTrigger {
  /** Patterns, with or without the version behind a type. */
  types: string[];
  /** Patterns of names of repositories; without them, all of the owner. */
  repositories?: string[];
}

/** Times at which a workflow starts. */
export interface ScheduleTrigger {
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: string;
  /** Name of the IANA database, `Europe/Berlin`. */
  timezone: string;
}

/** A time of a workflow, and what came of it last. */
export interface WorkflowSchedule extends ScheduleTrigger {
  nextAt: string;
  last?: {
    time: string;
    /** The run that it started. */
    runId?: string;
    /** Why nothing started. */
    problem?: string;
  };
}

/** A workflow as the default branch of its repository has it. */
export interface Workflow {
  /** Stable for repository and path. */
  id: string;
  repositoryId: string;
  repository: string;
  /** `.dop/delivery.yaml` */
  path: string;
  name: string;
  title?: string;
  description?: string;
  /** Entity refs, `component:shop/checkout`. */
  delivers: string[];
  triggers: WorkflowTriggers;
  /** For the form of a start by hand. */
  inputs: ObjectSchema;
  /**
   * `broken`: the newest file has errors; graph, triggers and inputs are those
   * of the last good one, if there was one.
   */
  state: 'good' | 'broken';
  /** Commit of the good definition; absent if there never was one. */
  commit?: string;
  graph?: WorkflowGraph;
  errors: number;
  warnings: number;
  /** No new run begins until somebody lets it; those under way go on. */
  draining?: boolean;
  lastRun?: RunSummary;
  /** When it starts by the clock; absent where it does not. */
  schedules?: WorkflowSchedule[];
  updatedAt: string;
}

/** A finding of a file at a commit. */
export interface WorkflowFinding extends Finding {
  repositoryId: string;
  repository: string;
  /** Absent for a file that never could be read as a workflow. */
  workflowId?: string;
  /** Full ref whose head it is, `refs/heads/main`. */
  ref: string;
  commit: string;
  /** The line of the file, for showing; at most 300 characters. */
  source?: string;
  time: string;
}

/** A run in a list. */
export interface RunSummary {
  id: string;
  /** Counts up in its workflow, from 1. */
  number: number;
  workflowId: string;
  workflowName: string;
  workflowTitle?: string;
  repositoryId: string;
  repository: string;
  state: RunState;
  /** Why it ends or ended early. */
  cause?: EndingCause;
  trigger: TriggerType;
  /** Full ref. */
  ref: string;
  commit: string;
  /** First line of the commit's message. */
  message?: string;
  /** Entity ref of who started it. */
  actor: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** Step instances by state, for a small bar. */
  counts: Partial<Record<StepState, number>>;
  /** Number of the newest event; the place from which to go on watching. */
  sequence: number;
  /** Since when its steps, events, logs and artifacts are kept no more. */
  archivedAt?: string;
}

/** One run with everything but logs and events. */
export interface Run extends RunSummary {
  path: string;
  contentHash: string;
  envelope: TriggerEnvelope;
  inputs: JsonObject;
  delivers: string[];
  graph: WorkflowGraph;
  steps: StepInstance[];
  links: LinkValue[];
  /** The run that this one repeats. */
  rerunOf?: { id: string; number: number };
  /** Runs that repeat this one, the newest first, at most 10. */
  reruns: { id: string; number: number }[];
  /** The delivery that started it. */
  deliveryId?: string;
  /** Who asked it to stop. */
  cancelledBy?: string;
  /** Who paused it; absent while it is not paused. */
  pausedBy?: string;
  /** The run of which this one is a step. */
  parent?: { id: string; number: number };
  /** Runs of other workflows that are steps of this one. */
  children?: { id: string; number: number; instanceKey: string }[];
  /** Its OpenTelemetry trace, once it is over, where runs are traced. */
  trace?: { id: string; url?: string };
}

/** A step with its matrix values, in one run. */
export interface StepInstance {
  /** `test`, or `test[shard=1]` */
  key: string;
  stepId: string;
  matrix: Record<string, string | number | boolean>;
  state: StepState;
  /**
   * Why it is as it is, one sentence: why skipped, why failed, why it is ready
   * and does not start.
   */
  reason?: string;
  startedAt?: string;
  finishedAt?: string;
  /** What went in, once the first attempt began. */
  inputs?: JsonObject;
  /** What came out, checked against the schema. */
  outputs?: JsonObject;
  attempts: Attempt[];
  /** In the state `waiting`: for what, since and until when. */
  wait?: StepWait;
  /** Set when the outcome was taken over from the run that this one repeats. */
  takenFrom?: { runId: string; number?: number; attempt: number };
}

/** One try. */
export interface Attempt {
  /** From 1 in its step instance. */
  number: number;
  state: AttemptState;
  /** `process`, `docker` */
  runner?: string;
  /** Why it failed, one sentence. */
  reason?: string;
  exitCode?: number;
  /** Signal that ended the program, `SIGKILL`. */
  signal?: string;
  claimedAt: string;
  startedAt?: string;
  finishedAt?: string;
  /** False for attempts that share the portal's user. */
  isolated: boolean;
  /** Limits that the runner could not enforce: `network`, `cpu`, `memory`. */
  notEnforced: string[];
  /** Also of failed attempts, where they are valid. */
  outputs?: JsonObject;
  /** Variables that the program got from outside, without secrets. */
  env?: Record<string, { value: string; source: EnvSource }>;
  /** Secrets of the step: which the program got, and why it did not get others. */
  secrets?: StepSecret[];
  logBytes: number;
}

/** The value on one link; `value` is absent while nothing has flowed. */
export interface LinkValue extends GraphLink {
  /** Instance that gave the value; absent for the list of a whole matrix. */
  fromKey?: string;
  value?: JsonValue;
  /** True where a long value was left out; it is in the step's outputs. */
  truncated?: boolean;
}

/** One line of a run's history. */
export interface RunEvent {
  /** Counts up in the run, from 1, without gaps. */
  sequence: number;
  time: string;
  /** A {@link RunEventType}; later versions may add some. */
  type: string;
  stepId?: string;
  instanceKey?: string;
  attempt?: number;
  /** New state of what the event is about. */
  state?: RunState | StepState | AttemptState;
  /** One sentence for people. */
  message?: string;
  data?: JsonObject;
}

/** One event that arrived and may trigger runs. */
export interface Delivery {
  id: string;
  /** `code` for built-in Git hosting. */
  source: string;
  type: TriggerType;
  repositoryId: string;
  repository: string;
  ref: string;
  before: string;
  commit: string;
  actor: string;
  /** What was done to which one; only of type `pullRequest`. */
  pullRequest?: Omit<PullRequestEvent, 'pusher'>;
  /** What was heard, and by which workflow; only of type `event`. */
  event?: { workflowId: string; type: string; subject: string };
  /**
   * - `received`: stored, not looked at yet
   * - `processed`: runs were started, or none matched
   * - `skipped`: see `reason`
   * - `failed`: could not be processed; tried again
   */
  state: 'received' | 'processed' | 'skipped' | 'failed';
  /** One sentence: why nothing started. */
  reason?: string;
  runIds: string[];
  /** Number of findings with severity `error` at that commit. */
  errors: number;
  receivedAt: string;
  processedAt?: string;
}

/** A part of a log. */
export interface LogChunk {
  /** Bytes from the beginning. */
  offset: number;
  /** UTF-8; bytes that are none are shown as U+FFFD. */
  text: string;
  nextOffset: number;
  /** True when nothing will be added any more and this is the last part. */
  end: boolean;
}

/** A file or folder that a step left. */
export interface RunArtifact extends ArtifactValue {
  instanceKey: string;
  attempt: number;
  /** Output that holds it, `report`, or `files[0]` inside of one. */
  output: string;
  /** `x-dop` of the output's schema. */
  mark: 'artifact' | 'test-report' | 'sbom';
}

/** Body of `POST /workflows/:id/runs`. */
export interface StartRunRequest {
  /** Branch or tag, short or full; absent for the default branch. */
  ref?: string;
  inputs?: JsonObject;
}

/** Body of `POST /lint`. */
export interface LintRequest {
  /** Content of the file. */
  text: string;
  /** `.dop/delivery.yaml` */
  file?: string;
  /** `namespace/name`; without it, claims on entities are not checked. */
  repository?: string;
}

/** Answer of `POST /lint`. */
export interface LintResponse {
  findings: Finding[];
  /** Present when nothing is an error. */
  graph?: WorkflowGraph;
}

/** Body of `POST /lint/surroundings`. */
export interface LintSurroundingsRequest {
  /** As steps write it, `dop/shell@1`; at most 200. */
  uses: string[];
  /** `namespace/name` */
  repository?: string;
}

/** What a workflow file is checked against. */
export interface LintSurroundings extends ComponentResolution {
  /** Names of the variables that the portal's configuration sets. */
  portalEnv: string[];
}

/** Filter of `GET /runs`. */
export interface RunFilter {
  workflowId?: string;
  repositoryId?: string;
  /** Entity that the workflow delivers, `component:shop/checkout`. */
  entityRef?: string;
  state?: RunState | 'active' | 'finished';
  /** Short branch name. */
  branch?: string;
}

/**
 * One thing that a page watches on `GET /stream`.
 *
 * - `run:<id>:<afterSequence>`
 * - `runs:<query string of a RunFilter>`
 * - `log:<runId>:<instanceKey>:<attempt>:<offset>` (key percent-encoded)
 */
export type Watch =
  | { type: 'run'; runId: string; after: number }
  | { type: 'runs'; filter: RunFilter }
  | {
      type: 'log';
      runId: string;
      instanceKey: string;
      attempt: number;
      offset: number;
    };

/**
 * A message of `GET /stream`, the `data` of one server-sent event. `watch` is
 * the text of the watch without its place: `run:<id>`, `runs:<query>`,
 * `log:<runId>:<instanceKey>:<attempt>`.
 */
export type StreamMessage =
  | {
      watch: string;
      type: 'run';
      /** Events after the place that was asked for, in order. */
      events: RunEvent[];
      /** The run as it is now, newer than or as new as the events. */
      run: Run;
    }
  | {
      watch: string;
      type: 'runs';
      /** Runs of the filter that are new or changed since the last message. */
      runs: RunSummary[];
    }
  | { watch: string; type: 'log'; chunk: LogChunk }
  | {
      watch: string;
      type: 'error';
      /** The watch ended; the others go on. */
      error: { name: string; message: string };
    }
  | {
      watch: '';
      type: 'end';
      /**
       * - `token`, `shutdown`: connect again, with a fresh token where it says so
       * - `replaced`: a later stream of the same reader took its place
       */
      reason: 'token' | 'shutdown' | 'replaced';
    };
