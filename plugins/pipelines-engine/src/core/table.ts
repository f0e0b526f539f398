import type {
  AttemptState,
  RunState,
  StepState,
} from '@dop/plugin-pipelines-common';
import type { EngineEventType } from './events';

type Table<State extends string> = {
  readonly [From in State]?: {
    readonly [Event in EngineEventType | Cascade]?: readonly State[];
  };
};

/**
 * What follows inside of one transition from something else than the event's
 * own subject: needs became terminal, the run ends, all steps are terminal, the
 * newest attempt ended.
 */
export type Cascade = 'needsMet' | 'runEnding' | 'stepsDone' | 'attemptEnded';

/**
 * Every (state, event) pair that changes something, with the states that may
 * follow. What is not here is late or foreign, and is ignored: the first terminal
 * event under the run's lock wins. Property tests hold the core to this table in
 * both directions.
 */
export const runTable: Table<RunState> = {
  queued: {
    admitted: ['running'],
    refused: ['rejected'],
    cancelled: ['cancelled'],
    superseded: ['cancelled'],
  },
  running: {
    cancelled: ['ending'],
    superseded: ['ending'],
    runTimedOut: ['ending'],
    stepsDone: ['succeeded', 'warned', 'failed', 'timedOut'],
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
    needsMet: ['blocked', 'ready', 'skipped'],
    decided: ['ready', 'skipped'],
    undecidable: ['failed', 'warned'],
    runEnding: ['skipped'],
  },
  ready: {
    unplaced: ['ready'],
    claimed: ['running'],
    runEnding: ['skipped'],
  },
  running: {
    attemptEnded: [
      'waiting',
      'succeeded',
      'warned',
      'failed',
      'timedOut',
      'cancelled',
    ],
  },
  // Waits for its next try. Approvals, delays, child runs and external systems
  // will wait here too.
  waiting: {
    retryDue: ['ready'],
    runEnding: ['failed', 'timedOut', 'warned'],
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
