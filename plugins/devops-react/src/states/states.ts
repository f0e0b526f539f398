import type { ColorName } from '../tokens/tokens';

/** How a state's mark is drawn; see `StateIcon`. */
export type StateShape =
  | 'hollow'
  | 'filled'
  | 'moving'
  | 'person'
  | 'bars'
  | 'check'
  | 'warn'
  | 'cross'
  | 'clock'
  | 'struck'
  | 'dashed'
  | 'lost';

export interface StateLook {
  color: ColorName;
  shape: StateShape;
  /** Nothing more will happen. */
  final: boolean;
  /** A runner or a timer is at work on it now. */
  live: boolean;
}

function look(
  color: ColorName,
  shape: StateShape,
  kind: 'final' | 'live' | 'still' = 'still',
): StateLook {
  return { color, shape, final: kind === 'final', live: kind === 'live' };
}

/**
 * The one map from states of runs, step instances and attempts to their look.
 * Nothing else decides a colour. Their words are in the translation ref.
 */
export const states = {
  blocked: look('grey', 'hollow'),
  ready: look('grey', 'filled'),
  queued: look('grey', 'filled'),
  claimed: look('blue', 'moving', 'live'),
  starting: look('blue', 'moving', 'live'),
  running: look('blue', 'moving', 'live'),
  collecting: look('blue', 'moving', 'live'),
  waitingForPerson: look('violet', 'person'),
  waiting: look('blue', 'hollow'),
  paused: look('blue', 'bars'),
  stopping: look('grey', 'moving', 'live'),
  ending: look('grey', 'moving', 'live'),
  succeeded: look('green', 'check', 'final'),
  warned: look('amber', 'warn', 'final'),
  failed: look('red', 'cross', 'final'),
  timedOut: look('red', 'clock', 'final'),
  rejected: look('violet', 'cross', 'final'),
  cancelled: look('grey', 'struck', 'final'),
  skipped: look('grey', 'dashed', 'final'),
  lost: look('red', 'lost', 'final'),
} satisfies Record<string, StateLook>;

export type StateName = keyof typeof states;

const unknown = look('grey', 'dashed');

/**
 * The name of a state in the map. `reason` tells waits apart (`approval`,
 * `child`, `external`, `delay`, `retry`).
 *
 * @returns undefined for a state that is not known here
 */
export function stateName(
  state: string,
  reason?: string,
): StateName | undefined {
  if (state === 'waiting' && reason === 'approval') {
    return 'waitingForPerson';
  }
  return Object.hasOwn(states, state) ? (state as StateName) : undefined;
}

/** The look of a state as the API names it; `reason` as in `stateName`. */
export function stateLook(state: string, reason?: string): StateLook {
  const name = stateName(state, reason);
  return name ? states[name] : unknown;
}

/** Whether nothing more will happen in this state. */
export function isFinalState(state: string): boolean {
  return stateLook(state).final;
}
