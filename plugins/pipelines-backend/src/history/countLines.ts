import { isTerminal, type AttemptState } from '@dop/plugin-pipelines-common';
import type { RunJournal, ToldAttempt } from '../cdevents/CdEventStore';
import type { JournalLine } from '../cdevents/JournalLine';

/** What some lines of the journal add to the numbers. Times in ms. */
export interface Counts {
  /** From a step being ready to its attempt being claimed. */
  claims: number[];
  attempts: { outcome: string; runner: string; ms?: number }[];
  /** The run, if it is over by these lines. */
  run?: {
    workflowName: string;
    outcome: string;
    pendingMs: number;
    ms?: number;
  };
}

/**
 * Each line is counted once: the journal says only once that an attempt was
 * claimed, that it is over, and that its run is.
 *
 * @param readyAt - when steps became ready that the lines do not tell of
 */
export function countLines(
  { lines, createdAt, startedAt, endedAt }: RunJournal,
  attempts: ReadonlyMap<string, ToldAttempt>,
  readyAt: ReadonlyMap<number, number>,
): Counts {
  const ready = new Map(readyAt);
  const counts: Counts = { claims: [], attempts: [] };
  for (const line of lines) {
    const { type, state, position = -1, attempt, time } = line;
    const since = ready.get(position);
    if (type === 'step.state' && state === 'ready') {
      ready.set(position, time);
    } else if (isClaim(line) && since !== undefined) {
      counts.claims.push(Math.max(0, time - since));
    } else if (isAttemptOver(line)) {
      const found = attempts.get(`${position}/${attempt}`);
      counts.attempts.push({
        outcome: String(state),
        runner: found?.runner ?? 'unknown',
        ms: lasting(found?.startedAt, found?.endedAt),
      });
    } else if (type === 'run.state' && isTerminal(state as AttemptState)) {
      counts.run = {
        workflowName: line.run.workflowName,
        outcome: String(state),
        pendingMs: Math.max(0, (startedAt ?? time) - createdAt),
        ms: lasting(startedAt, endedAt),
      };
    }
  }
  return counts;
}

/** Positions of step instances that these lines claim and do not call ready. */
export function claimedUnseen(lines: readonly JournalLine[]): number[] {
  const ready = new Set<number>();
  const unseen = new Set<number>();
  for (const line of lines) {
    const { position = -1 } = line;
    if (line.type === 'step.state' && line.state === 'ready') {
      ready.add(position);
    } else if (isClaim(line) && !ready.has(position)) {
      unseen.add(position);
    }
  }
  return [...unseen];
}

/** Whether an attempt is over by this line. */
export function isAttemptOver({
  type,
  state,
  position,
  attempt,
}: JournalLine): boolean {
  return (
    type === 'attempt.state' &&
    state !== undefined &&
    isTerminal(state as AttemptState) &&
    position !== undefined &&
    attempt !== undefined
  );
}

function isClaim({ type, state }: JournalLine): boolean {
  return type === 'attempt.state' && state === 'claimed';
}

function lasting(from?: number, to?: number): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : Math.max(0, to - from);
}
