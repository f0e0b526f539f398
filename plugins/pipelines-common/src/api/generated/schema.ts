// Made by "npm run api" from plugins/pipelines-backend/src/schema/openapi.yaml. Do not edit.
import type { JsonObject } from '@backstage/types';
import type { JsonValue } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { ResolvedComponent } from '@dop/plugin-components-common';

export interface paths {
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: operations['getDocument'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/schemas/workflow.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * JSON Schema of a workflow file, for editors
     * @description Open to everybody, and kept for an hour.
     */
    get: operations['getWorkflowSchema'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workflows': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Workflows, in the order of their ids */
    get: operations['listWorkflows'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workflows/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One workflow */
    get: operations['getWorkflow'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workflows/{id}/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start a run by hand
     * @description With the definition at the head of the ref. The default branch falls back
     *     to its last good definition.
     */
    post: operations['startRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/workflows/{id}/drain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let no new runs of a workflow begin, or let them begin again
     * @description Runs that are there go on; new ones stay queued.
     */
    post: operations['drainWorkflow'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/secrets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Secrets of the groups that the caller owns, by name
     * @description Administrators see all. No value is ever answered.
     */
    get: operations['listSecrets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/secrets/{namespace}/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Make a secret, or change it
     * @description For owners of the group of that name and administrators.
     */
    put: operations['putSecret'];
    post?: never;
    /** Delete a secret */
    delete: operations['deleteSecret'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Approvals that nobody decided yet, the newest run first */
    get: operations['listApprovals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/findings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Findings of the newest commit of each branch */
    get: operations['listFindings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events that arrived and may trigger runs, the newest first */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/lint': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Check a workflow file that is not pushed yet */
    post: operations['lint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/lint/surroundings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a workflow file is checked against, for who checks it at home
     * @description The components that `POST /lint` would check the file with, so that an
     *     editor can check each change without sending the file.
     */
    post: operations['lintSurroundings'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Runs, the newest first */
    get: operations['listRuns'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One run with everything but logs and events */
    get: operations['getRun'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** History of a run after a sequence number, in order */
    get: operations['listRunEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask a run to end
     * @description A second time stops the steps that always run, too.
     */
    post: operations['cancelRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let nothing new begin in a run
     * @description Live attempts end; waits and their timers go on.
     */
    post: operations['pauseRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let a paused run go on
     * @description What became ready meanwhile begins.
     */
    post: operations['resumeRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/steps/{instanceKey}/approval': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approve or reject
     * @description For members of those that the workflow names, and never about their own
     *     change unless the portal is configured so. The first decision counts; a
     *     late one gets 409 with who decided what and when.
     */
    post: operations['decideApproval'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/rerun': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run the same definition again, as a new run that is linked to this one */
    post: operations['rerunRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/steps/{instanceKey}/attempts/{attempt}/log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A part of a log */
    get: operations['readLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/steps/{instanceKey}/attempts/{attempt}/log.txt': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The whole log as a file */
    get: operations['downloadLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs/{id}/artifacts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the steps of a run left */
    get: operations['listArtifacts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/artifacts/{digest}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The bytes of an artifact
     * @description For whoever may see a run that left it, and for run tokens of its
     *     repository. Always a download, whatever it is.
     */
    get: operations['downloadArtifact'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything that is watched, live, over one connection
     * @description Server-sent events; the `data` of each is a StreamMessage. Read it with
     *     `fetch`, because the token travels in a header. It ends when the token
     *     ends; connect again from the places that were reached.
     */
    get: operations['stream'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/streams': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How many live streams are open in the replica that answers */
    get: operations['countStreams'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events that no other plugin took, the oldest first */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters/{sequence}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send one again */
    post: operations['retryDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * CDEvents, in the order in which they were stored
     * @description CloudEvents 1.0 in the structured form, with CDEvents 0.5.0 in `data`: of
     *     repositories that the caller may see, and of what belongs to the portal.
     *     Remember `next`: with it as `since` the next call goes on where this one
     *     ended. The same page comes again while nothing is new.
     */
    get: operations['listEvents'];
    put?: never;
    /** Take an event of another plugin, once */
    post: operations['receiveEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/internal/run-tokens/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Whose run token this is */
    post: operations['verifyRunToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    JsonObject: JsonObject;
    /** @description Any JSON. */
    JsonValue: JsonValue;
    /** @description A JSON Schema (draft 7) of an object. */
    ObjectSchema: ObjectSchema;
    Digest: string;
    /** Format: date-time */
    Time: string;
    ErrorBody: {
      error: {
        name: string;
        message: string;
      } & {
        [key: string]: unknown;
      };
      request?: {
        method: string;
        url: string;
      };
      response: {
        statusCode: number;
      };
    };
    /** @enum {string} */
    RunState:
      | 'queued'
      | 'running'
      | 'waiting'
      | 'paused'
      | 'ending'
      | 'succeeded'
      | 'warned'
      | 'failed'
      | 'timedOut'
      | 'rejected'
      | 'cancelled';
    /** @enum {string} */
    StepState:
      | 'blocked'
      | 'ready'
      | 'running'
      | 'waiting'
      | 'succeeded'
      | 'warned'
      | 'failed'
      | 'timedOut'
      | 'rejected'
      | 'cancelled'
      | 'skipped';
    /** @enum {string} */
    AttemptState:
      | 'claimed'
      | 'starting'
      | 'running'
      | 'stopping'
      | 'collecting'
      | 'succeeded'
      | 'failed'
      | 'timedOut'
      | 'cancelled'
      | 'lost';
    /** @enum {string} */
    EndingCause: 'cancel' | 'timeout' | 'superseded';
    /** @enum {string} */
    TriggerType:
      | 'push'
      | 'pullRequest'
      | 'schedule'
      | 'event'
      | 'workflow'
      | 'manual';
    GraphStep: {
      id: string;
      title?: string;
      action: components['schemas']['StepAction'];
      /** @description The component as written, `dop/node-test@1`; absent for other actions. */
      uses?: string;
      /** @description Exact version once planned, `dop/node-test@1.0.0`. */
      component?: string;
      needs: string[];
      /** @enum {string} */
      runsOn: 'success' | 'always' | 'failure' | 'condition';
      /** @description Source of the condition, without `${{ }}`. */
      if?: string;
      allowFailure: boolean;
      /** @description Number of instances; absent without a matrix and for one that is computed. */
      instances?: number;
      /** @description The matrix is computed while the workflow runs. */
      computed?: boolean;
    };
    /** @description What a step does. */
    StepAction:
      | {
          /** @constant */
          type: 'uses';
          uses: string;
        }
      | {
          /** @constant */
          type: 'approve';
          /** @description Full entity refs of groups and users. */
          by: string[];
          form?: components['schemas']['ObjectSchema'];
          timeoutMs?: number;
        }
      | {
          /** @constant */
          type: 'workflow';
          path: string;
        }
      | {
          /** @constant */
          type: 'external';
          connection: string;
          operation: string;
        }
      | {
          /** @constant */
          type: 'delay';
          ms: number;
        };
    /** @description An output of one step that feeds an input of another. */
    GraphLink: {
      from: string;
      output: string;
      to: string;
      /** @description Input of the reading step, or `if`, or `env.NAME`. */
      input: string;
    };
    WorkflowGraph: {
      steps: components['schemas']['GraphStep'][];
      links: components['schemas']['GraphLink'][];
    };
    WorkflowTriggers: {
      push?: {
        branches?: string[];
        tags?: string[];
        paths?: string[];
      };
      manual?: components['schemas']['Nothing'];
      schedule?: {
        /** @description Minute, hour, day of month, month, day of week. */
        cron: string;
        /** @description Name of the IANA database, `Europe/Berlin`. */
        timezone: string;
      }[];
      workflow?: components['schemas']['Nothing'];
      pullRequest?: {
        branches?: string[];
        paths?: string[];
      };
      /** @description CDEvents. */
      event?: {
        types: string[];
        repositories?: string[];
      };
    };
    /** @description An object without properties. */
    Nothing: Record<string, never>;
    Workflow: {
      /** @description Stable for repository and path. */
      id: string;
      repositoryId: string;
      repository: string;
      path: string;
      name: string;
      title?: string;
      description?: string;
      delivers: string[];
      triggers: components['schemas']['WorkflowTriggers'];
      inputs: components['schemas']['ObjectSchema'];
      /**
       * @description `broken`: the newest file has errors; graph, triggers and inputs are
       *     those of the last good one, if there was one.
       * @enum {string}
       */
      state: 'good' | 'broken';
      commit?: string;
      graph?: components['schemas']['WorkflowGraph'];
      errors: number;
      warnings: number;
      lastRun?: components['schemas']['RunSummary'];
      /** @description When it starts by the clock; absent where it does not. */
      schedules?: components['schemas']['WorkflowSchedule'][];
      /** @description No new run begins until somebody lets it; those under way go on. */
      draining?: boolean;
      updatedAt: components['schemas']['Time'];
    };
    Secret: {
      /** @description namespace/name */
      name: string;
      repositories: components['schemas']['SecretRepositories'];
      refs: components['schemas']['SecretRefs'];
      createdAt: components['schemas']['Time'];
      updatedAt: components['schemas']['Time'];
      updatedBy: string;
      usedAt?: components['schemas']['Time'];
      /** @description Id of the run that got it last. */
      usedByRun?: string;
      /** @description Why it cannot be read, such as a key that is lost. */
      problem?: string;
    };
    /** @description All repositories of the namespace, or these (namespace/name). */
    SecretRepositories: string[] | 'all';
    /** @description The protected refs of each repository, or patterns of full refs. */
    SecretRefs: string[] | 'protected';
    /** @description What is absent stays as it is, and is all and protected for a new secret. */
    PutSecretRequest: {
      /** @description A new secret needs one. No answer ever has it. */
      value?: string;
      repositories?: components['schemas']['SecretRepositories'];
      refs?: components['schemas']['SecretRefs'];
    };
    SecretPage: {
      items: components['schemas']['Secret'][];
      nextCursor?: string;
    };
    WorkflowSchedule: {
      cron: string;
      timezone: string;
      nextAt: components['schemas']['Time'];
      last?: {
        time: components['schemas']['Time'];
        /** @description The run that it started. */
        runId?: string;
        /** @description Why nothing started. */
        problem?: string;
      };
    };
    WorkflowPage: {
      items: components['schemas']['Workflow'][];
      nextCursor?: string;
    };
    Finding: {
      file: string;
      line: number;
      column: number;
      endLine?: number;
      endColumn?: number;
      rule: string;
      message: string;
      /** @enum {string} */
      severity: 'error' | 'warning';
      fix?: {
        title: string;
        line: number;
        column: number;
        endLine: number;
        endColumn: number;
        newText: string;
      };
    };
    WorkflowFinding: components['schemas']['Finding'] & {
      repositoryId: string;
      repository: string;
      workflowId?: string;
      ref: string;
      commit: string;
      source?: string;
      time: components['schemas']['Time'];
    };
    WorkflowFindingPage: {
      items: components['schemas']['WorkflowFinding'][];
      nextCursor?: string;
    };
    Delivery: {
      id: string;
      source: string;
      type: components['schemas']['TriggerType'];
      repositoryId: string;
      repository: string;
      ref: string;
      before: string;
      commit: string;
      actor: string;
      /** @description What was done to which one; only of type `pullRequest`. */
      pullRequest?: {
        number: number;
        title: string;
        source: string;
        target: string;
        /** @enum {string} */
        action: 'opened' | 'updated' | 'reopened';
      };
      /** @description What was heard, and by which workflow; only of type `event`. */
      event?: {
        workflowId: string;
        type: string;
        subject: string;
      };
      /** @enum {string} */
      state: 'received' | 'processed' | 'skipped' | 'failed';
      reason?: string;
      runIds: string[];
      errors: number;
      receivedAt: components['schemas']['Time'];
      processedAt?: components['schemas']['Time'];
    };
    DeliveryPage: {
      items: components['schemas']['Delivery'][];
      nextCursor?: string;
    };
    RunReference: {
      id: string;
      number: number;
    };
    RunSummary: {
      id: string;
      /** @description Counts up in its workflow, from 1. */
      number: number;
      workflowId: string;
      workflowName: string;
      workflowTitle?: string;
      repositoryId: string;
      repository: string;
      state: components['schemas']['RunState'];
      cause?: components['schemas']['EndingCause'];
      trigger: components['schemas']['TriggerType'];
      ref: string;
      commit: string;
      message?: string;
      /** @description Entity ref of who started it. */
      actor: string;
      createdAt: components['schemas']['Time'];
      startedAt?: components['schemas']['Time'];
      finishedAt?: components['schemas']['Time'];
      /** @description Step instances by state. */
      counts: {
        blocked?: number;
        ready?: number;
        running?: number;
        waiting?: number;
        succeeded?: number;
        warned?: number;
        failed?: number;
        timedOut?: number;
        rejected?: number;
        cancelled?: number;
        skipped?: number;
      };
      /** @description Number of the newest event. */
      sequence: number;
      /** @description Since when its steps, events, logs and artifacts are kept no more. */
      archivedAt?: components['schemas']['Time'];
    };
    RunSummaryPage: {
      items: components['schemas']['RunSummary'][];
      nextCursor?: string;
    };
    TriggerEnvelope: {
      type: components['schemas']['TriggerType'];
      repository: {
        id: string;
        namespace: string;
        name: string;
        url: string;
        defaultBranch: string;
      };
      ref: string;
      branch: string;
      tag: string;
      commit: string;
      actor: string;
      event: {
        before: string;
        message: string;
        author: string;
        /** @description This and what follows are there for pull requests. */
        number?: number;
        title?: string;
        source?: string;
        target?: string;
        /** @enum {string} */
        action?: 'opened' | 'updated' | 'reopened';
        /** @description Who pushed the commit; empty where it is not known. */
        pusher?: string;
        /** @description This and what follows are there for CDEvents; `source`, too. */
        id?: string;
        type?: string;
        subject?: string;
        data?: {
          content: components['schemas']['JsonObject'];
          customData: components['schemas']['JsonObject'];
        };
      };
    };
    Run: components['schemas']['RunSummary'] & {
      path: string;
      contentHash: components['schemas']['Digest'];
      envelope: components['schemas']['TriggerEnvelope'];
      inputs: components['schemas']['JsonObject'];
      delivers: string[];
      graph: components['schemas']['WorkflowGraph'];
      steps: components['schemas']['StepInstance'][];
      links: components['schemas']['LinkValue'][];
      rerunOf?: components['schemas']['RunReference'];
      /** @description Runs that repeat this one, the newest first, at most 10. */
      reruns: components['schemas']['RunReference'][];
      deliveryId?: string;
      cancelledBy?: string;
      pausedBy?: string;
      parent?: components['schemas']['RunReference'];
      /** @description Runs of other workflows that are steps of this one. */
      children?: {
        id: string;
        number: number;
        instanceKey: string;
      }[];
      /** @description Its OpenTelemetry trace, once it is over, where runs are traced. */
      trace?: {
        id: string;
        url?: string;
      };
    };
    StepInstance: {
      /** @description `test`, or `test[shard=1]` */
      key: string;
      stepId: string;
      matrix: {
        [key: string]: string | number | boolean;
      };
      state: components['schemas']['StepState'];
      /** @description Why it is as it is, one sentence. */
      reason?: string;
      startedAt?: components['schemas']['Time'];
      finishedAt?: components['schemas']['Time'];
      inputs?: components['schemas']['JsonObject'];
      outputs?: components['schemas']['JsonObject'];
      attempts: components['schemas']['Attempt'][];
      wait?: components['schemas']['StepWait'];
      /** @description The run whose outcome was taken over, as this one runs parts of it again. */
      takenFrom?: {
        runId: string;
        /** @description Number of that run in its workflow. */
        number?: number;
        attempt: number;
      };
    };
    Attempt: {
      number: number;
      state: components['schemas']['AttemptState'];
      runner?: string;
      reason?: string;
      exitCode?: number;
      signal?: string;
      claimedAt: components['schemas']['Time'];
      startedAt?: components['schemas']['Time'];
      finishedAt?: components['schemas']['Time'];
      isolated: boolean;
      notEnforced: string[];
      outputs?: components['schemas']['JsonObject'];
      /** @description Variables that the program got from outside, without secrets. */
      env?: {
        [key: string]: {
          value: string;
          /** @enum {string} */
          source: 'portal' | 'workflow' | 'step';
        };
      };
      /** @description Secrets of the step, by name; those with unset the program did not get. */
      secrets?: {
        variable: string;
        name: string;
        /** @description Why the program did not get it. */
        unset?: string;
      }[];
      logBytes: number;
    };
    LinkValue: components['schemas']['GraphLink'] & {
      fromKey?: string;
      value?: components['schemas']['JsonValue'];
      truncated?: boolean;
    };
    RunEvent: {
      sequence: number;
      time: components['schemas']['Time'];
      type: string;
      stepId?: string;
      instanceKey?: string;
      attempt?: number;
      state?:
        | components['schemas']['RunState']
        | components['schemas']['StepState']
        | components['schemas']['AttemptState'];
      message?: string;
      data?: components['schemas']['JsonObject'];
    };
    RunEvents: {
      items: components['schemas']['RunEvent'][];
    };
    LogChunk: {
      offset: number;
      text: string;
      nextOffset: number;
      /** @description Nothing will be added any more, and this is the last part. */
      end: boolean;
    };
    RunArtifact: {
      instanceKey: string;
      attempt: number;
      output: string;
      /** @enum {string} */
      mark: 'artifact' | 'test-report' | 'sbom';
      digest: components['schemas']['Digest'];
      size: number;
      mediaType: string;
      path: string;
    };
    RunArtifacts: {
      items: components['schemas']['RunArtifact'][];
      nextCursor?: string;
    };
    StartRunRequest: {
      /** @description Branch or tag, short or full; absent for the default branch. */
      ref?: string;
      inputs?: components['schemas']['JsonObject'];
    };
    RerunRequest: {
      /**
       * @description `all` is the default. `failed`: what did not come out well, and all
       *     that depends on it. `steps`: these and all that depends on them.
       *     `only`: one step or instance, with edited inputs if need be. What
       *     does not run again is taken over as it came out.
       */
      from?:
        | ('all' | 'failed')
        | {
            steps: string[];
          }
        | {
            only: string;
            inputs?: components['schemas']['JsonObject'];
          };
      inputs?: components['schemas']['JsonObject'];
    };
    DecideRequest: {
      /** @enum {string} */
      decision: 'approve' | 'reject';
      reason?: string;
      form?: components['schemas']['JsonObject'];
    };
    DrainRequest: {
      on: boolean;
    };
    Approval: {
      run: components['schemas']['RunSummary'];
      stepId: string;
      instanceKey: string;
      title?: string;
      wait: components['schemas']['StepWait'];
      mayDecide: boolean;
      /** @description Why the caller may not decide, one sentence. */
      whyNot?: string;
    };
    ApprovalPage: {
      items: components['schemas']['Approval'][];
      nextCursor?: string;
    };
    /** @description What a step in the state `waiting` waits for. */
    StepWait: {
      /** @enum {string} */
      kind: 'approval' | 'delay' | 'child' | 'external' | 'retry';
      since: components['schemas']['Time'];
      until?: components['schemas']['Time'];
      /** @description Full entity refs of the groups and users who may decide. */
      approvers?: string[];
      form?: components['schemas']['ObjectSchema'];
      childRunId?: string;
    };
    LintRequest: {
      text: string;
      file?: string;
      /** @description Without it, claims on entities are not checked. */
      repository?: string;
    };
    LintResponse: {
      findings: components['schemas']['Finding'][];
      graph?: components['schemas']['WorkflowGraph'];
    };
    LintSurroundingsRequest: {
      /** @description As steps write it, `dop/shell@1`. */
      uses: string[];
      /** @description Refused where the caller may not read it. */
      repository?: string;
    };
    /** @description A version of a component, as the plugin components gives it. */
    ResolvedComponent: ResolvedComponent;
    LintSurroundings: {
      /** @description By the text of `uses`. */
      components: {
        [key: string]: components['schemas']['ResolvedComponent'];
      };
      /** @description By the text of `uses`, a sentence why there is none. */
      problems: {
        [key: string]: string;
      };
      /** @description Names of the variables that the portal's configuration sets. */
      portalEnv: string[];
    };
    /**
     * @description `watch` is the text of the watch without its place. A watch that ended
     *     with `error` leaves the others alone; after `end`, connect again.
     */
    StreamMessage:
      | {
          watch: string;
          /** @constant */
          type: 'run';
          events: components['schemas']['RunEvent'][];
          run: components['schemas']['Run'];
        }
      | {
          watch: string;
          /** @constant */
          type: 'runs';
          runs: components['schemas']['RunSummary'][];
        }
      | {
          watch: string;
          /** @constant */
          type: 'log';
          chunk: components['schemas']['LogChunk'];
        }
      | {
          watch: string;
          /** @constant */
          type: 'error';
          error: {
            name: string;
            message: string;
          };
        }
      | {
          /** @constant */
          watch: '';
          /** @constant */
          type: 'end';
          /** @enum {string} */
          reason: 'token' | 'shutdown' | 'replaced';
        };
    CloudEvent: {
      /** @constant */
      specversion: '1.0';
      /** @description The same each time that it is read or sent. */
      id: string;
      source: string;
      type: string;
      subject: string;
      time: components['schemas']['Time'];
      /** @constant */
      datacontenttype: 'application/json';
      data: {
        context: {
          /** @constant */
          specversion: '0.5.0';
          id: string;
          source: string;
          type: string;
          timestamp: components['schemas']['Time'];
          /** @description Of events of runs, the id of the first run: the same for its child runs, for what repeats it, and for what repeats that. */
          chainId?: string;
          /** @description Of a run that another one started, or that repeats one; of a step that runs a workflow, to its run. */
          links?: {
            /** @constant */
            linkType: 'RELATION';
            /** @enum {string} */
            linkKind: 'TRIGGER' | 'REPEAT' | 'CHILD';
            target: {
              contextId: string;
            };
          }[];
        };
        subject: {
          id: string;
          source: string;
          content: components['schemas']['JsonObject'];
        };
        customData: {
          /** @description What the portal knows beyond the specification. */
          dop: {
            /** @description Group that owns what the event is about. */
            namespace?: string;
            /** @description Absent for what belongs to the portal itself. */
            repositoryId?: string;
            /** @description `namespace/name`, as it was named then. */
            repository?: string;
            /** @description Of the run, or of the push. */
            ref?: string;
            protectedRef?: boolean;
            commit?: string;
            /** @description Entity ref. */
            actor?: string;
            /** @description The run that it is about, or that did it. */
            runId?: string;
          } & {
            [key: string]: unknown;
          };
        };
        /** @constant */
        customDataContentType: 'application/json';
      };
    };
    CloudEventPage: {
      items: components['schemas']['CloudEvent'][];
      next: string;
    };
    OpenStreams: {
      open: number;
    };
    PortalEvent: {
      id: string;
      type: string;
      source: string;
      subject: string;
      time: components['schemas']['Time'];
      data: components['schemas']['JsonObject'];
    };
    DeadLetterPage: {
      items: {
        sequence: string;
        target: string;
        attempts: number;
        error?: string;
        event: components['schemas']['PortalEvent'];
      }[];
      nextCursor?: string;
    };
    RunPrincipal: {
      /** @constant */
      type: 'run';
      runId: string;
      runNumber: number;
      workflowId: string;
      stepId: string;
      instanceKey: string;
      attempt: number;
      epoch: number;
      repositoryId: string;
      ref: string;
      protectedRef: boolean;
      commit: string;
      isolated: boolean;
      refSlug: string;
    };
  };
  responses: {
    /** @description What was sent cannot be used; the message says why. */
    BadRequest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Nobody is signed in, or the token is not valid any more. */
    Unauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The caller may see it but not do this. */
    Forbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description There is no such thing that the caller may see. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Something else is true by now; the message says what. */
    Conflict: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Not now; try again later. */
    Unavailable: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
  };
  parameters: {
    id: string;
    /** @description `test`, or `test[shard=1]`, percent-encoded. */
    instanceKey: string;
    attempt: number;
    repositoryId: string;
    workflowId: string;
    /** @description Entity that the workflow delivers, `component:shop/checkout`. */
    entityRef: string;
    /** @description `nextCursor` of the page before. */
    cursor: string;
    limit: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getDocument: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JsonObject'];
        };
      };
      401: components['responses']['Unauthorized'];
    };
  };
  getWorkflowSchema: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schema, draft 7 */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JsonObject'];
        };
      };
    };
  };
  listWorkflows: {
    parameters: {
      query?: {
        repositoryId?: components['parameters']['repositoryId'];
        /** @description Entity that the workflow delivers, `component:shop/checkout`. */
        entityRef?: components['parameters']['entityRef'];
        /** @description Part of the name, title or path; case does not matter. */
        search?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of workflows */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WorkflowPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  getWorkflow: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The workflow */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Workflow'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  startRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['StartRunRequest'];
      };
    };
    responses: {
      /** @description The run */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  drainWorkflow: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DrainRequest'];
      };
    };
    responses: {
      /** @description The workflow */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Workflow'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listSecrets: {
    parameters: {
      query?: {
        /** @description Only those of this group; 403 for those who do not own it. */
        namespace?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of secrets */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SecretPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  putSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: string;
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PutSecretRequest'];
      };
    };
    responses: {
      /** @description The secret, changed */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Secret'];
        };
      };
      /** @description The secret, made */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Secret'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
      503: components['responses']['Unavailable'];
    };
  };
  deleteSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        namespace: string;
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listApprovals: {
    parameters: {
      query?: {
        /** @description Only those that the caller or one of their groups may decide. */
        mine?: boolean;
        runId?: string;
        repositoryId?: components['parameters']['repositoryId'];
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of approvals */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  listFindings: {
    parameters: {
      query?: {
        repositoryId?: components['parameters']['repositoryId'];
        workflowId?: components['parameters']['workflowId'];
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of findings */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WorkflowFindingPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        repositoryId?: components['parameters']['repositoryId'];
        workflowId?: components['parameters']['workflowId'];
        /** @description Only what arrived like this. */
        type?: 'push' | 'pullRequest' | 'event';
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of deliveries */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  lint: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LintRequest'];
      };
    };
    responses: {
      /** @description What is wrong with it, and its graph if nothing is an error */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LintResponse'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  lintSurroundings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LintSurroundingsRequest'];
      };
    };
    responses: {
      /** @description A component or a problem for each text, and the names of the variables that the portal sets */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LintSurroundings'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listRuns: {
    parameters: {
      query?: {
        workflowId?: components['parameters']['workflowId'];
        repositoryId?: components['parameters']['repositoryId'];
        /** @description Entity that the workflow delivers, `component:shop/checkout`. */
        entityRef?: components['parameters']['entityRef'];
        state?: components['schemas']['RunState'] | ('active' | 'finished');
        /** @description Short name. */
        branch?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of runs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunSummaryPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  getRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The run */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listRunEvents: {
    parameters: {
      query?: {
        after?: number;
        limit?: number;
      };
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunEvents'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  cancelRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The run as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  pauseRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The run as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  resumeRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The run as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  decideApproval: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
        /** @description `test`, or `test[shard=1]`, percent-encoded. */
        instanceKey: components['parameters']['instanceKey'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DecideRequest'];
      };
    };
    responses: {
      /** @description The run as it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  rerunRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RerunRequest'];
      };
    };
    responses: {
      /** @description The new run */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      409: components['responses']['Conflict'];
    };
  };
  readLog: {
    parameters: {
      query?: {
        /** @description Bytes from the beginning. */
        offset?: number;
        /** @description Bytes. */
        limit?: number;
      };
      header?: never;
      path: {
        id: components['parameters']['id'];
        /** @description `test`, or `test[shard=1]`, percent-encoded. */
        instanceKey: components['parameters']['instanceKey'];
        attempt: components['parameters']['attempt'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The part */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LogChunk'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  downloadLog: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['id'];
        /** @description `test`, or `test[shard=1]`, percent-encoded. */
        instanceKey: components['parameters']['instanceKey'];
        attempt: components['parameters']['attempt'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The log, as far as there is one */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listArtifacts: {
    parameters: {
      query?: {
        /** @description `nextCursor` of the page before. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path: {
        id: components['parameters']['id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page of artifacts */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunArtifacts'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  downloadArtifact: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        digest: components['schemas']['Digest'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The bytes */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  stream: {
    parameters: {
      query: {
        /**
         * @description `run:<id>:<after sequence>`, `runs:<query string of a filter>` or
         *     `log:<run id>:<instance key, percent-encoded>:<attempt>:<offset>`.
         */
        watch: string[];
        /**
         * @description `<name of a browser>.<turn>`: of the streams of one browser only the
         *     one with the highest turn stays.
         */
        reader?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': components['schemas']['StreamMessage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
      503: components['responses']['Unavailable'];
    };
  };
  countStreams: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The number */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenStreams'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of dead letters */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  retryDeadLetter: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        sequence: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is under way again */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /** @description `next` of the page before; absent for the beginning. */
        since?: string;
        /** @description Only these types; may be given more than once. */
        type?: string[];
        runId?: string;
        repositoryId?: components['parameters']['repositoryId'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CloudEventPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  receiveEvent: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortalEvent'];
      };
    };
    responses: {
      /** @description It is stored */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  verifyRunToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          secret: string;
        };
      };
    };
    responses: {
      /** @description The attempt that it belongs to */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunPrincipal'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
}
