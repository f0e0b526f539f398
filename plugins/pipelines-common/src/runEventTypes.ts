/** What the journal of a run tells of; `type` of its events. */
export const runEventTypes = [
  'run.created',
  'run.state',
  'run.cancel',
  'run.pause',
  'run.resume',
  'step.state',
  'step.reason',
  'step.expanded',
  'step.answer',
  'step.child',
  'attempt.state',
  'attempt.owner',
] as const;

/**
 * - `run.cancel`, `run.pause`, `run.resume`, `step.answer`: what a person did;
 *   what it led to follows as states
 * - `step.reason`: why it is ready and does not start
 * - `step.expanded`: a computed matrix has its instances
 * - `step.child`: what it waits for exists; the message is its id
 * - `attempt.owner`: another process of the portal goes on with it
 */
export type RunEventType = (typeof runEventTypes)[number];
