import type { Response } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { StreamMessage } from '@dop/plugin-pipelines-common';
import { accessRevision } from '@dop/plugin-access-node';
import type { ChangeHint } from '@dop/plugin-pipelines-engine';
import type { Subscription } from './Subscription';

/** Changes that come close together are told together. */
const coalesceMs = 40;
/** Hints of other replicas may be lost, so everything is looked at now and then. */
const pollMs = 2_000;
const heartbeatMs = 15_000;

/** A subscription with the check whether its reader still may. */
export interface Watched {
  key: string;
  subscription: Subscription;
  /** @throws when the caller may not watch it any more */
  authorize: () => Promise<void>;
}

/**
 * Rights are asked again after this time, and at the next look after something
 * about them changed in this process.
 */
const authorizeMs = 30_000;

/**
 * One open stream. It reads when it is told that there may be something, never
 * two things at once, and not before the browser took what was written.
 */
export class StreamConnection {
  readonly #response: Response;
  readonly #logger: LoggerService;
  readonly #onClose: (connection: StreamConnection) => void;
  readonly #dirty = new Set<Watched>();
  readonly #timers: NodeJS.Timeout[] = [];
  #watched: Watched[];
  #working = false;
  #scheduled = false;
  #closed = false;
  readonly #alive: () => Promise<unknown>;
  #authorizedAt = Date.now();
  #revision = accessRevision();

  private constructor(options: {
    response: Response;
    watched: Watched[];
    logger: LoggerService;
    alive: () => Promise<unknown>;
    onClose: (connection: StreamConnection) => void;
  }) {
    this.#response = options.response;
    this.#alive = options.alive;
    this.#watched = options.watched;
    this.#logger = options.logger;
    this.#onClose = options.onClose;
  }

  /** Begins to tell, with how everything is now. */
  static open(options: {
    response: Response;
    watched: Watched[];
    logger: LoggerService;
    /** Throws once account, session or token of the reader is dead. */
    alive: () => Promise<unknown>;
    onClose: (connection: StreamConnection) => void;
    /** When the token ends; the browser comes back with a new one. */
    expiresAt?: Date;
  }): StreamConnection {
    const connection = new StreamConnection(options);
    connection.#begin(options.expiresAt);
    return connection;
  }

  hint(change: ChangeHint): void {
    for (const watched of this.#watched) {
      if (watched.subscription.concerns(change)) {
        this.#dirty.add(watched);
      }
    }
    this.#schedule(coalesceMs);
  }

  end(reason: 'token' | 'shutdown' | 'replaced'): void {
    if (!this.#closed) {
      this.#write({ watch: '', type: 'end', reason });
      this.#response.end();
      this.#close();
    }
  }

  #begin(expiresAt: Date | undefined): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.#response.flushHeaders();
    this.#response.on('close', () => this.#close());
    this.#timers.push(
      setInterval(() => this.#wakeAll(), pollMs),
      setInterval(() => this.#response.write(': here\n\n'), heartbeatMs),
    );
    if (expiresAt) {
      const left = Math.max(0, expiresAt.getTime() - Date.now());
      this.#timers.push(
        setTimeout(() => this.end('token'), Math.min(left, 2 ** 31 - 1)),
      );
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#watched.forEach(watched => this.#dirty.add(watched));
    this.#schedule(0);
  }

  #schedule(delayMs: number): void {
    if (
      this.#scheduled ||
      this.#working ||
      this.#closed ||
      this.#dirty.size === 0
    ) {
      return;
    }
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      this.#work().catch(error =>
        this.#logger.warn(`Stream: ${stringifyError(error)}`),
      );
    }, delayMs);
  }

  async #work(): Promise<void> {
    if (this.#working || this.#closed) {
      return;
    }
    this.#working = true;
    try {
      await this.#authorize();
      const batch = [...this.#dirty];
      this.#dirty.clear();
      for (const watched of batch) {
        if (this.#closed) {
          return;
        }
        await this.#tell(watched);
      }
    } finally {
      this.#working = false;
    }
    this.#schedule(coalesceMs);
  }

  async #tell(watched: Watched): Promise<void> {
    try {
      const { messages, more } = await watched.subscription.read();
      for (const message of messages) {
        this.#write(message);
      }
      if (more) {
        this.#dirty.add(watched);
      }
    } catch (error) {
      this.#drop(watched, error);
    }
    if (this.#response.writableNeedDrain && !this.#closed) {
      await new Promise<void>(resolve => {
        const done = () => {
          this.#response.off('drain', done);
          this.#response.off('close', done);
          resolve();
        };
        this.#response.on('drain', done);
        this.#response.on('close', done);
      });
    }
  }

  async #authorize(): Promise<void> {
    const revision = accessRevision();
    if (
      revision === this.#revision &&
      Date.now() - this.#authorizedAt < authorizeMs
    ) {
      return;
    }
    this.#revision = revision;
    this.#authorizedAt = Date.now();
    try {
      await this.#alive();
    } catch (error) {
      if (['AuthenticationError', 'NotAllowedError'].includes(nameOf(error))) {
        this.end('token');
        return;
      }
      this.#authorizedAt = 0;
      throw error;
    }
    for (const watched of [...this.#watched]) {
      try {
        await watched.authorize();
      } catch (error) {
        this.#drop(watched, error);
      }
    }
  }

  /** One watch ends; the others go on. */
  #drop(watched: Watched, error: unknown): void {
    const { name, message } = error as Error;
    this.#write({
      watch: watched.key,
      type: 'error',
      error: { name, message },
    });
    this.#watched = this.#watched.filter(one => one !== watched);
    this.#dirty.delete(watched);
  }

  #write(message: StreamMessage): void {
    if (!this.#closed) {
      this.#response.write(`data: ${JSON.stringify(message)}\n\n`);
    }
  }

  #close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#timers.forEach(timer => clearInterval(timer));
      this.#onClose(this);
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
