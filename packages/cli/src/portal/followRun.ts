import { setTimeout as wait } from 'node:timers/promises';
import {
  isTerminal,
  watchKey,
  type Run,
  type RunEvent,
  type StreamMessage,
  type Watch,
} from '@dop/plugin-pipelines-common';
import { exitCodes, Failure } from '../output/Failure';
import type { Portal } from './connect';

export interface FollowOptions {
  signal: AbortSignal;
  onRun(run: Run, events: RunEvent[]): void;
  onLog(key: string, attempt: number, text: string): void;
}

/** The portal bounds what one connection watches; other logs follow. */
const mostLogs = 50;
/** How long a portal may be away before the command gives up, ms. */
const patienceMs = 60_000;

type LogWatch = Extract<Watch, { type: 'log' }> & { ended: boolean };

class RunFollower {
  readonly #portal: Portal;
  readonly #runId: string;
  readonly #options: FollowOptions;
  readonly #logs = new Map<string, LogWatch>();
  #after = 0;
  #run: Run | undefined;
  #lastNews = Date.now();

  constructor(portal: Portal, runId: string, options: FollowOptions) {
    this.#portal = portal;
    this.#runId = runId;
    this.#options = options;
  }

  async follow(): Promise<Run> {
    const { signal } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      try {
        await this.#watch();
      } catch (error) {
        if (!this.#isPassing(error)) {
          throw error;
        }
        await wait(500, undefined, { signal });
      }
      if (this.#run && this.#isOver) {
        return this.#run;
      }
    }
  }

  get #isOver(): boolean {
    return (
      this.#run !== undefined &&
      isTerminal(this.#run.state) &&
      this.#openLogs.length === 0
    );
  }

  get #openLogs(): LogWatch[] {
    return [...this.#logs.values()].filter(({ ended }) => !ended);
  }

  /** One connection: until it ends, everything is told, or more is to be watched. */
  async #watch(): Promise<void> {
    const connection = new AbortController();
    try {
      for await (const message of this.#portal.pipelines.stream(
        [
          { type: 'run', runId: this.#runId, after: this.#after },
          ...this.#openLogs.slice(0, mostLogs),
        ],
        AbortSignal.any([this.#options.signal, connection.signal]),
      )) {
        this.#lastNews = Date.now();
        if (this.#take(message) || this.#isOver) {
          return;
        }
      }
    } finally {
      connection.abort();
    }
  }

  /** @returns true where the connection has to be made again */
  #take(message: StreamMessage): boolean {
    const log = this.#logs.get(message.watch);
    switch (message.type) {
      case 'run':
        this.#run = message.run;
        this.#after = Math.max(
          this.#after,
          ...message.events.map(({ sequence }) => sequence),
        );
        this.#options.onRun(message.run, message.events);
        return this.#addLogs(message.run);
      case 'log':
        if (!log) {
          return false;
        }
        log.offset = message.chunk.nextOffset;
        log.ended = message.chunk.end;
        this.#options.onLog(log.instanceKey, log.attempt, message.chunk.text);
        return log.ended && this.#openLogs.length >= mostLogs;
      case 'error':
        if (!log) {
          throw new Failure(message.error.message);
        }
        log.ended = true;
        return false;
      default:
        return message.type === 'end';
    }
  }

  /** @returns true if there are logs that were not watched before */
  #addLogs({ steps }: Run): boolean {
    let more = false;
    for (const { key: instanceKey, attempts } of steps) {
      for (const { number: attempt, startedAt } of attempts) {
        const watch: LogWatch = {
          type: 'log',
          runId: this.#runId,
          instanceKey,
          attempt,
          offset: 0,
          ended: false,
        };
        if (startedAt && !this.#logs.has(watchKey(watch))) {
          this.#logs.set(watchKey(watch), watch);
          more = true;
        }
      }
    }
    return more;
  }

  /** Whether it may be better a moment later. */
  #isPassing(error: unknown): boolean {
    const { status = 0 } =
      (error as { response?: { status: number } }).response ?? {};
    const refused = status >= 400 && status < 500;
    const final = error instanceof Failure && error.code !== exitCodes.refused;
    return (
      !this.#options.signal.aborted &&
      !refused &&
      !final &&
      Date.now() - this.#lastNews < patienceMs
    );
  }
}

/**
 * Watches a run until it is over and its logs are read, over one connection
 * that is taken up again where it broke.
 */
export async function followRun(
  portal: Portal,
  runId: string,
  options: FollowOptions,
): Promise<Run> {
  return new RunFollower(portal, runId, options).follow();
}
