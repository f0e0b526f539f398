import type {
  AttemptState,
  EndingCause,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';
import type { WaitRecord } from './waitQueries';
import type { AttemptRecord, RunRecord, StepRecord } from './records';

type Big = number | string;

export interface RunRow {
  id: string;
  number: Big;
  workflow_id: string;
  repository_id: string;
  plan_hash: string;
  ref: string;
  commit_id: string;
  protected_ref: number;
  trigger_type: string;
  actor: string;
  trigger_json: string;
  inputs: string;
  meta: string;
  state: RunState;
  cause: EndingCause | null;
  counts: string;
  group_key: string | null;
  rerun_of: string | null;
  cancelled_by: string | null;
  paused_by: string | null;
  parent_run: string | null;
  parent_position: number | null;
  archived_at: Big | null;
  sequence: Big;
  created_at: Big;
  started_at: Big | null;
  ended_at: Big | null;
}

export interface StepRow {
  run_id: string;
  position: number;
  step_id: string;
  instance_key: string;
  matrix: string;
  state: StepState;
  reason: string | null;
  started_at: Big | null;
  ended_at: Big | null;
  taken_run: string | null;
  taken_position: number | null;
  edited: string | null;
}

export interface AttemptRow {
  run_id: string;
  position: number;
  number: number;
  state: AttemptState;
  epoch: Big;
  reason: string | null;
  runner: string;
  handle: string;
  isolated: number;
  not_enforced: string | null;
  exit_code: number | null;
  signal: string | null;
  inputs: string | null;
  env: string | null;
  secrets: string | null;
  outputs: string | null;
  log_bytes: Big;
  log_lines: Big;
  claimed_at: Big;
  started_at: Big | null;
  ended_at: Big | null;
}

export function toRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    number: Number(row.number),
    workflowId: row.workflow_id,
    repositoryId: row.repository_id,
    planHash: row.plan_hash,
    ref: row.ref,
    commit: row.commit_id,
    protectedRef: row.protected_ref === 1,
    triggerType: row.trigger_type,
    actor: row.actor,
    trigger: JSON.parse(row.trigger_json),
    inputs: JSON.parse(row.inputs),
    meta: JSON.parse(row.meta),
    state: row.state,
    cause: row.cause ?? undefined,
    counts: JSON.parse(row.counts),
    groupKey: row.group_key ?? undefined,
    rerunOf: row.rerun_of ?? undefined,
    cancelledBy: row.cancelled_by ?? undefined,
    pausedBy: row.paused_by ?? undefined,
    parentRunId: row.parent_run ?? undefined,
    archivedAt: time(row.archived_at),
    sequence: Number(row.sequence),
    createdAt: Number(row.created_at),
    startedAt: time(row.started_at),
    endedAt: time(row.ended_at),
  };
}

export function toStep(
  row: StepRow,
  attempts: AttemptRecord[],
  wait?: WaitRecord,
): StepRecord {
  return {
    runId: row.run_id,
    position: row.position,
    stepId: row.step_id,
    key: row.instance_key,
    matrix: JSON.parse(row.matrix),
    state: row.state,
    reason: row.reason ?? undefined,
    startedAt: time(row.started_at),
    endedAt: time(row.ended_at),
    wait,
    takenOver:
      row.taken_run === null
        ? undefined
        : { runId: row.taken_run, position: Number(row.taken_position) },
    edited: row.edited === null ? undefined : JSON.parse(row.edited),
    attempts,
  };
}

export function toAttempt(row: AttemptRow): AttemptRecord {
  return {
    number: row.number,
    state: row.state,
    epoch: Number(row.epoch),
    runner: row.runner,
    handle: row.handle,
    reason: row.reason ?? undefined,
    isolated: row.isolated === 1,
    notEnforced: row.not_enforced ? JSON.parse(row.not_enforced) : [],
    exitCode: row.exit_code ?? undefined,
    signal: row.signal ?? undefined,
    inputs: row.inputs ? JSON.parse(row.inputs) : undefined,
    env: row.env ? JSON.parse(row.env) : undefined,
    secrets: row.secrets ? JSON.parse(row.secrets) : undefined,
    outputs: row.outputs ? JSON.parse(row.outputs) : undefined,
    logBytes: Number(row.log_bytes),
    logLines: Number(row.log_lines),
    claimedAt: Number(row.claimed_at),
    startedAt: time(row.started_at),
    endedAt: time(row.ended_at),
  };
}

function time(value: Big | null): number | undefined {
  return value === null ? undefined : Number(value);
}
