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
