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
  /** The word that people read. */
  word: string;
  /** What it means, for hover and for the legend. */
  meaning: string;
  /** Nothing more will happen. */
  final: boolean;
  /** A runner or a timer is at work on it now. */
  live: boolean;
}

const waitsFor = {
  external: 'an external system',
  child: 'another run',
  delay: 'a delay',
  retry: 'the next try',
};

function look(
  color: ColorName,
  shape: StateShape,
  word: string,
  meaning: string,
  kind: 'final' | 'live' | 'still' = 'still',
): StateLook {
  return {
    color,
    shape,
    word,
    meaning,
    final: kind === 'final',
    live: kind === 'live',
  };
}

/**
 * The one map from states of runs, step instances and attempts to their look.
 * Nothing else decides a colour.
 */
export const states = {
  blocked: look('grey', 'hollow', 'Blocked', 'Waits for the steps it needs.'),
  ready: look('grey', 'filled', 'Ready', 'Waits for a free runner.'),
  queued: look('grey', 'filled', 'Queued', 'Waits for its turn.'),
  claimed: look('blue', 'moving', 'Claimed', 'A runner has taken it.', 'live'),
  starting: look('blue', 'moving', 'Starting', 'The runner starts it.', 'live'),
  running: look('blue', 'moving', 'Running', 'It is at work.', 'live'),
  collecting: look(
    'blue',
    'moving',
    'Collecting',
    'It has ended; its outputs are being read.',
    'live',
  ),
  waitingForPerson: look(
    'violet',
    'person',
    'Waiting for approval',
    'Somebody must decide.',
  ),
  waiting: look('blue', 'hollow', 'Waiting', 'Waits for something outside.'),
  paused: look('blue', 'bars', 'Paused', 'A person has paused it.'),
  stopping: look('grey', 'moving', 'Stopping', 'It is being stopped.', 'live'),
  ending: look(
    'grey',
    'moving',
    'Ending',
    'It is being brought to its end.',
    'live',
  ),
  succeeded: look('green', 'check', 'Succeeded', 'It did its work.', 'final'),
  warned: look(
    'amber',
    'warn',
    'Warned',
    'Something failed that was allowed to fail.',
    'final',
  ),
  failed: look('red', 'cross', 'Failed', 'It did not do its work.', 'final'),
  timedOut: look('red', 'clock', 'Timed out', 'It took too long.', 'final'),
  rejected: look('violet', 'cross', 'Rejected', 'Somebody said no.', 'final'),
  cancelled: look('grey', 'struck', 'Cancelled', 'It was stopped.', 'final'),
  skipped: look('grey', 'dashed', 'Skipped', 'It was not needed.', 'final'),
  lost: look('red', 'lost', 'Lost', 'The runner lost sight of it.', 'final'),
} satisfies Record<string, StateLook>;

export type StateName = keyof typeof states;

const unknown = look('grey', 'dashed', 'Unknown', 'This state is not known.');

/**
 * The look of a state as the API names it. `reason` tells waits apart
 * (`approval`, `child`, `external`, `delay`, `retry`).
 */
export function stateLook(state: string, reason?: string): StateLook {
  if (state === 'waiting' && reason === 'approval') {
    return states.waitingForPerson;
  }
  if (state === 'waiting' && reason && reason in waitsFor) {
    const what = waitsFor[reason as keyof typeof waitsFor];
    return { ...states.waiting, meaning: `Waits for ${what}.` };
  }
  return Object.hasOwn(states, state)
    ? states[state as StateName]
    : { ...unknown, word: state || unknown.word };
}

/** Whether nothing more will happen in this state. */
export function isFinalState(state: string): boolean {
  return stateLook(state).final;
}
