import type { AttemptExit, AttemptStatus } from '@dop/plugin-pipelines-node';
import { labels } from './containerBody';

/** The part of `GET /containers/:id/json` that we read. */
export interface Inspection {
  Id: string;
  State: {
    Status: string;
    ExitCode: number;
    OOMKilled?: boolean;
    Error?: string;
    StartedAt?: string;
    FinishedAt?: string;
  };
  Config: { Labels?: Record<string, string> | null };
}

/** How an attempt stands, by its container. */
export function statusOf(
  inspection: Inspection,
  stopped: boolean,
): AttemptStatus {
  const { State } = inspection;
  switch (State.Status) {
    case 'created':
    case 'configured':
    case 'initialized':
      // Podman forgets after a restart of the host that a container had run.
      return timeOf(State.StartedAt) === undefined
        ? { state: 'unknown' }
        : {
            state: 'gone',
            reason: 'The host was restarted while the container ran',
          };
    case 'exited':
    case 'stopped':
    case 'dead':
      return { state: 'exited', exit: exitOf(inspection, stopped) };
    case 'removing':
      return { state: 'gone', reason: 'The container is being removed' };
    default:
      return { state: 'running' };
  }
}

function exitOf({ State, Config }: Inspection, stopped: boolean): AttemptExit {
  const started = timeOf(State.StartedAt);
  const ended = timeOf(State.FinishedAt) ?? Date.now();
  const limit = Number(Config.Labels?.[labels.timeout] ?? Infinity) * 1000;
  const late = started !== undefined && ended - started >= limit;
  const byForce = State.ExitCode === 137 || State.ExitCode === 143;
  let cause: AttemptExit['cause'];
  if (State.OOMKilled) {
    cause = 'outOfMemory';
  } else if (byForce && late) {
    cause = 'timeout';
  } else if (stopped) {
    cause = 'stopped';
  }
  return {
    ...(cause && byForce
      ? { signal: State.ExitCode === 137 ? 'SIGKILL' : 'SIGTERM' }
      : { code: State.ExitCode }),
    cause,
    message:
      State.Error ||
      (State.OOMKilled
        ? 'The container used more memory than it may'
        : undefined),
    startedAt: started === undefined ? undefined : iso(started),
    endedAt: iso(ended),
  };
}

/** Engines write year 1 where nothing has happened. */
function timeOf(text: string | undefined): number | undefined {
  const time = text ? Date.parse(text) : NaN;
  return Number.isNaN(time) || time <= 0 ? undefined : time;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
