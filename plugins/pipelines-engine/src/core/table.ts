import type {
  AttemptState,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';
import type { EngineEventType } from './events';

export type Table<State extends string> = {
  readonly [From in State]?: {
    readonly [Event in EngineEventType | Cascade]?: readonly State[];
  };
};

/** What each cascade means; see {@link Cascade}. */
export const cascades = {
  needsMet: 'all that it needs is terminal',
  attemptEnded: 'its newest attempt ended',
  runEnding: 'the run ends',
  stepsDone: 'all steps are terminal',
  onlyWaits: 'no step can go on; some wait',
  workLeft: 'a wait is over, and a step can go on',
} as const;

/**
 * What follows inside of one transition from something else than the event's
 * own subject.
 */
export type Cascade = keyof typeof cascades;

const outcomes = [
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
] as const;

/**
 * Every (state, event) pair that changes something, with the states that may
 * follow. What is not here is late or foreign, and is ignored: the first terminal
 * event under the run's lock wins. The core refuses to make a move that is not
 * here; property tests show that it makes every move that is.
 */
export const runTable: Table<RunState> = {
  // New, or again, after a run gave its place back while it waited.
  queued: {
    admitted: ['running'],
    refused: ['rejected'],
    cancelled: ['cancelled', 'ending'],
    superseded: ['cancelled', 'ending'],
    // The clock stands; what it showed is looked at when it goes on.
    runTimedOut: ['queued'],
    onlyWaits: ['waiting'],
    stepsDone: outcomes,
  },
  running: {
    paused: ['paused'],
    cancelled: ['ending'],
    superseded: ['ending'],
    // Time that did not count is given back.
    runTimedOut: ['ending', 'running'],
    onlyWaits: ['waiting'],
    stepsDone: outcomes,
  },
  waiting: {
    paused: ['paused'],
    cancelled: ['ending'],
    superseded: ['ending'],
    runTimedOut: ['waiting'],
    workLeft: ['running', 'queued'],
    stepsDone: outcomes,
  },
  // Attempts finish, waits and timers go on; nothing is claimed.
  paused: {
    resumed: ['running', 'waiting', 'queued'],
    cancelled: ['ending'],
    superseded: ['ending'],
    runTimedOut: ['ending', 'paused'],
    stepsDone: outcomes,
  },
  ending: {
    // The second one stops the steps that always run.
    cancelled: ['ending'],
    endingTimedOut: ['ending'],
    stepsDone: ['cancelled', 'timedOut'],
  },
};

export const stepTable: Table<StepState> = {
  blocked: {
    needsMet: ['blocked', 'ready', 'waiting', 'skipped'],
    // Blocked still: its matrix is computed next.
    decided: ['blocked', 'ready', 'waiting', 'skipped'],
    undecidable: ['failed', 'warned'],
    // An empty matrix succeeds; one beyond the limits fails.
    expanded: ['ready', 'waiting', 'succeeded', 'failed', 'warned'],
    runEnding: ['skipped'],
  },
  ready: {
    unplaced: ['ready'],
    claimed: ['running'],
    opened: ['waiting'],
    undecidable: ['failed', 'warned'],
    runEnding: ['skipped'],
  },
  running: {
    // Waiting: another try follows.
    attemptEnded: [
      'waiting',
      'succeeded',
      'warned',
      'failed',
      'timedOut',
      'cancelled',
    ],
  },
  // For an approval, a delay, a child run, an external system or the next try.
  waiting: {
    retryDue: ['ready'],
    delayDue: ['succeeded'],
    answered: ['succeeded', 'rejected', 'warned'],
    waitTimedOut: ['timedOut', 'warned', 'cancelled'],
    // Waiting still: another child run follows.
    waitEnded: [
      'waiting',
      'succeeded',
      'warned',
      'failed',
      'timedOut',
      'rejected',
      'cancelled',
    ],
    // Waiting still: a child run is asked to end, and its end awaited.
    runEnding: ['waiting', 'failed', 'timedOut', 'warned', 'cancelled'],
  },
};

export const attemptTable: Table<AttemptState> = {
  claimed: {
    taken: ['claimed'],
    prepared: ['starting'],
    failed: ['failed'],
    lost: ['lost'],
    runEnding: ['stopping'],
  },
  starting: {
    taken: ['starting'],
    // Prepared again by a new owner.
    prepared: ['starting'],
    started: ['running'],
    exited: ['collecting'],
    failed: ['failed'],
    lost: ['lost'],
    runEnding: ['stopping'],
  },
  running: {
    taken: ['running'],
    exited: ['collecting'],
    attemptTimedOut: ['stopping'],
    lost: ['lost'],
    runEnding: ['stopping'],
  },
  stopping: {
    taken: ['stopping'],
    // A second cancel takes the grace away.
    runEnding: ['stopping'],
    exited: ['collecting'],
    failed: ['cancelled', 'timedOut'],
    lost: ['cancelled', 'timedOut'],
  },
  collecting: {
    taken: ['collecting'],
    collected: ['succeeded', 'failed', 'cancelled', 'timedOut'],
    failed: ['failed', 'cancelled', 'timedOut'],
    lost: ['lost'],
  },
};
