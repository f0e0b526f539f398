/** States of a run, in the order in which it may pass them. */
export const runStates = [
  'queued',
  'running',
  'waiting',
  'paused',
  'ending',
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
] as const;

/**
 * - `queued`: waits for a place in its concurrency group
 * - `waiting`: only waits are left
 * - `ending`: stops because of its {@link EndingCause}
 */
export type RunState = (typeof runStates)[number];

/** Why a run stops before its steps are through. */
export type EndingCause = 'cancel' | 'timeout' | 'superseded';

/** States of a step instance. */
export const stepStates = [
  'blocked',
  'ready',
  'running',
  'waiting',
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
  'skipped',
] as const;

/** `warned` is failed but allowed. */
export type StepState = (typeof stepStates)[number];

/** States of an attempt. `collecting`: the exit is recorded, results are read. */
export const attemptStates = [
  'claimed',
  'starting',
  'running',
  'stopping',
  'collecting',
  'succeeded',
  'failed',
  'timedOut',
  'cancelled',
  'lost',
] as const;

export type AttemptState = (typeof attemptStates)[number];

const terminal: ReadonlySet<string> = new Set([
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
  'skipped',
  'lost',
]);

/** Whether nothing changes any more; for runs, step instances and attempts. */
export function isTerminal(
  state: RunState | StepState | AttemptState,
): boolean {
  return terminal.has(state);
}
