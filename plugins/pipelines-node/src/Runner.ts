import type { JsonObject } from '@backstage/types';
import type { AttemptSpec } from './AttemptSpec';
import type { FunctionCall } from './FunctionCall';

/** Whether a runner can work now, and if not, why and what to do about it. */
export type RunnerAvailability =
  | { available: true }
  | { available: false; reason: string };

/** What a runner says about an attempt. */
export type AttemptStatus =
  /** Nothing of that name was ever started here, or it was removed. */
  | { state: 'unknown' }
  | { state: 'running' }
  /** The program has ended and nothing of it is alive. */
  | { state: 'exited'; exit: AttemptExit }
  /**
   * It was started, or may have been, and its end cannot be known: the host
   * went down, somebody deleted the container. It must not be started again
   * under this name.
   */
  | { state: 'gone'; reason: string };

/** How a program ended. */
export interface AttemptExit {
  /** Undefined when a signal ended it. */
  code?: number;
  /** `SIGKILL` and the like. */
  signal?: string;
  /** Why the runner itself ended it, if it did. */
  cause?: 'stopped' | 'timeout' | 'outOfMemory' | 'notStarted';
  /** A sentence for people, where there is more to say than the code. */
  message?: string;
  /** ISO 8601, by the clock of the runner's host. */
  startedAt?: string;
  endedAt: string;
}

/** What came of a start. */
export interface AttemptStarted {
  /** True when it had been started before under this name; then this call did nothing. */
  already: boolean;
  /** Limits that the attempt asked for and the runner cannot hold it to. */
  notEnforced: ('network' | 'cpu' | 'memory')[];
  /** Whether the program runs apart from the portal's user and from other attempts. */
  isolated: boolean;
}

/**
 * Where attempts execute. One object for each kind; all of its methods may be
 * called again at any time, also by another replica and after a crash.
 *
 * @remarks The engine stores the handle, then calls `start`. Whoever comes after
 * a crash calls `start` again for an attempt that is not known to have started,
 * and `status` for one that is. So `start` must be idempotent by the handle, even
 * when the program has ended since, until `remove`.
 */
export interface Runner {
  /** `process`, `docker`, `kubernetes` */
  readonly kind: string;

  /**
   * Where its attempts live, if not every replica of the portal reaches them:
   * the name of this host and data folder. Other replicas leave such attempts
   * alone until the host has been silent too long.
   */
  readonly place?: string;

  /** Cheap: asked before each claim; an implementation may remember its answer for some seconds. */
  availability(): Promise<RunnerAvailability>;

  /**
   * Why this runner can never take such an attempt, such as a component without
   * an image or without a command; undefined if it can.
   */
  refuses(spec: Pick<AttemptSpec, 'program' | 'network'>): string | undefined;

  /**
   * Starts the program, or finds that it was started before under `spec.handle`.
   *
   * @throws AttemptNotStartedError if it did not start and never will (missing
   * image or program); any other error means that nobody knows, and is tried again
   */
  start(spec: AttemptSpec): Promise<AttemptStarted>;

  status(handle: string): Promise<AttemptStatus>;

  /**
   * Resolves when the program has ended and everything that it started is dead;
   * also with `gone` or `unknown`.
   *
   * @throws AbortError when the signal aborts; the attempt goes on
   */
  wait(
    handle: string,
    options: { signal: AbortSignal },
  ): Promise<Exclude<AttemptStatus, { state: 'running' }>>;

  /**
   * What the program wrote to standard output and standard error, in one stream,
   * from byte `offset` on; ends when the program has ended and all is given.
   * The same offset always gives the same bytes, until `remove`.
   */
  log(
    handle: string,
    options: { offset: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array>;

  /**
   * Asks the program to end (SIGTERM), and kills all of it when `graceSeconds`
   * have passed; 0 kills at once. Returns when that is under way, not when it has
   * ended. Nothing happens if it does not run.
   */
  stop(handle: string, options: { graceSeconds: number }): Promise<void>;

  /** Ends it if it still runs, and forgets everything of it. */
  remove(handle: string): Promise<void>;

  /** Handles with the prefix of which this runner still holds anything. */
  list(handlePrefix: string): Promise<string[]>;

  /**
   * For runners whose steps are functions of this process: there is no program,
   * no work folder and no file, and of the methods above only `availability` and
   * `refuses` are asked. An attempt whose process died is lost, and tried again.
   *
   * @returns the outputs
   * @throws Error whose message is the reason why the step failed
   */
  call?(call: FunctionCall): Promise<JsonObject>;

  /** Lets go of connections; attempts go on. */
  close?(): Promise<void>;
}
