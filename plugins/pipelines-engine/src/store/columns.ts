import type { Columns } from './dialect';

// Columns of the rows that a change writes, in the order of their cells.

export const attemptColumns: Columns = {
  run_id: 'text',
  position: 'bigint',
  number: 'bigint',
  state: 'text',
  epoch: 'bigint',
  stop_cause: 'text',
  force: 'bigint',
  reason: 'text',
  owner: 'text',
  lease_until: 'bigint',
  runner: 'text',
  place: 'text',
  handle: 'text',
  isolated: 'bigint',
  not_enforced: 'text',
  exit_code: 'bigint',
  signal: 'text',
  inputs: 'text',
  env: 'text',
  secrets: 'text',
  outputs: 'text',
  token_hash: 'text',
  started_at: 'bigint',
  ended_at: 'bigint',
};
export const newAttemptColumns: Columns = {
  ...attemptColumns,
  claimed_at: 'bigint',
};
export const keptColumns = Object.keys(attemptColumns).slice(3);
/** With the epoch that the row must have. */
export const changedAttemptColumns: Columns = {
  ...attemptColumns,
  expected: 'bigint',
};

export const stepColumns: Columns = {
  run_id: 'text',
  position: 'bigint',
  state: 'text',
  deciding: 'bigint',
  because_of_failure: 'bigint',
  reason: 'text',
  tries: 'bigint',
  losses: 'bigint',
  attempt: 'bigint',
  ready_at: 'bigint',
  started_at: 'bigint',
  ended_at: 'bigint',
  asking: 'text',
};

export const newStepColumns: Columns = {
  ...stepColumns,
  step_id: 'text',
  instance_key: 'text',
  matrix: 'text',
  taken_run: 'text',
  taken_position: 'bigint',
  edited: 'text',
};

/** A placeholder that became the first instance of its matrix. */
export const renamedStepColumns: Columns = {
  run_id: 'text',
  position: 'bigint',
  instance_key: 'text',
  matrix: 'text',
};

export const runColumns: Columns = {
  id: 'text',
  version: 'bigint',
  state: 'text',
  cause: 'text',
  hard: 'bigint',
  counts: 'text',
  sequence: 'bigint',
  started_at: 'bigint',
  ended_at: 'bigint',
  cancelled_by: 'text',
  gave_place: 'bigint',
  clock: 'text',
  paused_by: 'text',
};
export const newRunColumns: Columns = {
  ...runColumns,
  number: 'bigint',
  workflow_id: 'text',
  repository_id: 'text',
  plan_hash: 'text',
  ref: 'text',
  commit_id: 'text',
  protected_ref: 'bigint',
  trigger_type: 'text',
  actor: 'text',
  trigger_json: 'text',
  inputs: 'text',
  meta: 'text',
  group_key: 'text',
  group_limit: 'bigint',
  rerun_of: 'text',
  created_at: 'bigint',
  yields: 'bigint',
  parent_run: 'text',
  parent_position: 'bigint',
  parent_told: 'bigint',
};

export const eventColumns: Columns = {
  run_id: 'text',
  sequence: 'bigint',
  type: 'text',
  position: 'bigint',
  attempt: 'bigint',
  state: 'text',
  message: 'text',
  created_at: 'bigint',
};

export const timerColumns: Columns = {
  run_id: 'text',
  name: 'text',
  due_at: 'bigint',
  event: 'text',
};

export const timerNameColumns: Columns = { run_id: 'text', name: 'text' };
export const firedTimerColumns: Columns = {
  ...timerNameColumns,
  now: 'bigint',
};

export const waitPlaceColumns: Columns = { run_id: 'text', position: 'bigint' };
export const waitColumns: Columns = {
  ...waitPlaceColumns,
  kind: 'text',
  reference: 'text',
  stop_cause: 'text',
  force: 'bigint',
  since: 'bigint',
};
export const endedWaitColumns: Columns = {
  ...waitPlaceColumns,
  ended_at: 'bigint',
  decision: 'text',
  decided_by: 'text',
  decided_reason: 'text',
  outputs: 'text',
};
export const approverColumns: Columns = {
  ...waitPlaceColumns,
  entity_ref: 'text',
};

export const artifactUseColumns: Columns = { run_id: 'text', digest: 'text' };

export const serviceColumns: Columns = { entity_ref: 'text', run_id: 'text' };

export const planColumns: Columns = { hash: 'text', plan: 'text' };

export const artifactColumns: Columns = {
  run_id: 'text',
  position: 'bigint',
  attempt: 'bigint',
  output: 'text',
  digest: 'text',
  size: 'bigint',
  media_type: 'text',
  path: 'text',
  mark: 'text',
};
