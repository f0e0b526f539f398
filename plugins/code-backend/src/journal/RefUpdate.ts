/** One ref that moves, appears or goes. */
export interface RefUpdate {
  /** Full name. */
  ref: string;
  /** Object id, zeros for none. */
  before: string;
  after: string;
}

/** Who moves refs: a person or a run. Neither is known for refs that were found moved. */
export interface Pusher {
  userEntityRef?: string;
  runId?: string;
}
