import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';

/** Counts up when a plan changes its shape; live runs keep the version they have. */
export const planVersion = 2;

/**
 * A workflow at one exact definition with every component resolved: what the
 * engine runs. Pure JSON; the same for every run of that definition, so that
 * trigger and input values are kept beside it, on the run. A stored plan is read
 * through `upgradePlan`, so that runs outlive a new version.
 */
export interface Plan {
  version: typeof planVersion;
  workflow: PlanWorkflow;
  /** Schema of the workflow's own inputs; values are checked when a run starts. */
  inputs: ObjectSchema;
  /** Entity refs of what the workflow delivers, `component:shop/checkout`. */
  delivers: string[];
  /**
   * Longest time of a run. Counts while an attempt is live or a retry is
   * pending; absent for no limit of its own.
   */
  timeoutMs?: number;
  concurrency?: PlannedConcurrency;
  /**
   * The workflow's own variables; over `trigger` and `inputs`. They lie over the
   * portal's and under a step's.
   */
  env: Record<string, Template>;
  /** What a run gives to the step of another workflow that ran it. */
  outputs: PlannedOutputs;
  /** Steps in an order in which each comes after all that it needs. */
  steps: PlannedStep[];
  /** Exact versions, by the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  /**
   * Plans of the workflows that steps run, by path, also of those that these run
   * in turn: flat, each once, and only in the outermost plan. `childPlan` gives
   * one of them with all that it needs.
   */
  workflows?: Record<string, Plan>;
}

/** Outputs of a workflow. Evaluated when its run is through, over everything. */
export interface PlannedOutputs {
  /** Their types, as they were checked. */
  schema: ObjectSchema;
  /** A value that is absent leaves its output out. */
  values: Record<string, Template>;
}

/** Where a plan comes from. */
export interface PlanWorkflow {
  name: string;
  title?: string;
  /** Id of the repository record. */
  repositoryId: string;
  /** Path in the repository, `.dop/delivery.yaml`. */
  path: string;
  /** 40 hexadecimal digits. */
  commit: string;
  /** `sha256:` and 64 hexadecimal digits, of the file's bytes. */
  contentHash: string;
}

/** Runs of one group share `limit` places. */
export interface PlannedConcurrency {
  /** Evaluated when a run is planned, over `trigger` and `inputs`. */
  group: Template;
  limit: number;
  whenBusy: 'queue' | 'cancelOlder' | 'reject';
  /** Whose group it is: the workflow's own, or that of all of the repository's owner. */
  scope: 'workflow' | 'owner';
  /**
   * Whether a run in the state `waiting` keeps its place. Without it the place is
   * given back, and the run is admitted again before its next step starts.
   */
  holdWhileWaiting: boolean;
}

/** What a step does. */
export type StepAction =
  | {
      type: 'uses';
      /** Key into {@link Plan.components}. */
      uses: string;
    }
  | {
      type: 'approve';
      /** Full entity refs of groups and users, `group:default/qa`. */
      by: string[];
      /** What a person fills in. */
      form?: ObjectSchema;
      /** Absent: it waits for ever. */
      timeoutMs?: number;
    }
  | {
      type: 'workflow';
      /** Key into {@link Plan.workflows}: a file of the same repository and commit. */
      path: string;
    }
  | { type: 'external'; connection: string; operation: string }
  | { type: 'delay'; ms: number };

/**
 * When a step runs, once all its needs are terminal.
 *
 * - `success`: all of them succeeded or warned, and `if` is true
 * - `always`: in any case, also while the run is ending; then `if` decides alone
 * - `failure`: when at least one of them failed, timed out or was rejected; then `if`
 * - `condition`: `if` reads `steps.X.state`, so that it decides alone
 */
export type StepRunsOn = 'success' | 'always' | 'failure' | 'condition';

/** One node of the graph. */
export interface PlannedStep {
  /** `[a-z][A-Za-z0-9_]*`, unique in the plan. */
  id: string;
  title?: string;
  /** Ids of all steps that must be terminal first: written ones and those of links. */
  needs: string[];
  /**
   * Those of `needs` that may also be skipped because of a condition (their own
   * or that of a step they need) without this step being skipped: they only feed
   * inputs that may be absent. One that failed, or was skipped because of a
   * failure, counts as for any other need.
   */
  optionalNeeds: string[];
  /** Outputs of other steps that feed this one. */
  links: PlannedLink[];
  runsOn: StepRunsOn;
  /** Gives a boolean; over everything but `matrix`. Absent for true. */
  if?: Expression;
  action: StepAction;
  /**
   * One instance for each combination, see `expandMatrix`. Absent: exactly one
   * instance, whose key is the step's id.
   */
  matrix?: PlannedMatrix;
  /**
   * Template for each input that is given; a value that is absent leaves it out.
   * Inputs of the component, of the other workflow or of the external operation.
   */
  with: Record<string, Template>;
  /** The step's own variables for the program, over the workflow's. No `env` in them. */
  env: Record<string, Template>;
  /** Secrets by the variable that gets them, `{ NPM_TOKEN: 'shop/npm-token' }`. */
  secrets?: Record<string, string>;
  /** A failed instance counts as `warned`. */
  allowFailure: boolean;
  /**
   * Longest time of one attempt: the smaller of the step's and the component's;
   * see `attemptTimeout`. For a step that runs another workflow, that of the
   * other run. Absent for no limit.
   */
  timeoutMs?: number;
  retry: PlannedRetry;
}

/** How often an instance is tried, the first time included. */
export interface PlannedRetry {
  /** At least 1. */
  attempts: number;
  /** Wait before the second attempt; doubles with each further one. */
  backoffMs: number;
  on: ('failed' | 'timedOut')[];
}

/** One value of a matrix. */
export type MatrixValue = string | number | boolean;

/** The combinations with which a step runs. */
export interface PlannedMatrix {
  /** In the order of the file. */
  axes: MatrixAxis[];
  /** Combinations that come after those of the axes; each names all axes. */
  include?: Record<string, MatrixValue>[];
  /** Combinations that are left out: all in which these values stand. */
  exclude?: Record<string, MatrixValue>[];
}

/** One axis of a matrix. */
export interface MatrixAxis {
  name: string;
  /**
   * Strings, numbers or booleans, all of one type, none twice. Or an expression
   * that gives them, over everything but `matrix`: it is evaluated once, when all
   * needs of the step are terminal and it is to run.
   */
  values: MatrixValue[] | Expression;
}

/** One instance of a step. */
export interface StepInstancePlan {
  /** `test`, or `test[os=linux,shard=1]` */
  key: string;
  /** `matrix` in expressions; empty without one. */
  matrix: Record<string, MatrixValue>;
}

/** An output of one step feeding an input of another. */
export interface PlannedLink {
  /** Step that has the output. */
  from: string;
  /** Output, the first name after `outputs`. */
  output: string;
  /** Place in the reading step: `with.source`, `if`, `env.NAME`. */
  to: string;
}

/** A CEL expression that was checked against the types of its scope. */
export interface Expression {
  kind: 'expression';
  /** Without `${{` and `}}`. */
  source: string;
  /**
   * Ranges in the source whose values are `number`, as `start-end`: JSON does not
   * tell `2` from `2.0`, so the checked types say where a double is meant.
   */
  doubles?: string[];
}

/** Constant text and expressions that become one string. */
export interface TextTemplate {
  kind: 'text';
  parts: (string | Expression)[];
}

/**
 * A value of `with` or `env` before evaluation. A lone expression keeps its
 * type; text around it makes a string.
 */
export type Template =
  | { kind: 'literal'; value: JsonValue }
  | Expression
  | TextTemplate
  | { kind: 'list'; items: Template[] }
  | { kind: 'object'; entries: Record<string, Template> };

/** What an expression may read: the state of a step and its outputs. */
export interface StepScope {
  /** State of the step as a whole; see `combineStates` for a matrix. */
  state: string;
  /**
   * Outputs by name, only of succeeded and warned instances. For a step with a
   * matrix each is a list in the order of the matrix, without the instances
   * that have no such output.
   */
  outputs: JsonObject;
}

/** All that expressions of a run can see. Plain JSON. */
export interface EvaluationScope {
  trigger: JsonObject;
  inputs: JsonObject;
  env: Record<string, string>;
  /** Variables of the portal's configuration, under all others. */
  portal?: Record<string, string>;
  /** Steps that the reader needs, once they are terminal. `evaluateStep` fills `env`. */
  steps: Record<string, StepScope>;
  /** Of the instance; empty outside of `with` and `env`. */
  matrix: Record<string, MatrixValue>;
}

/** Where the value of a variable comes from. */
export type EnvSource = 'portal' | 'workflow' | 'step';
