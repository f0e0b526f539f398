import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { ReplicaNews, Replicas } from './Replicas';

/** News that come within this time after others wait and go together. */
const gatherMs = 100;
/** More than this waits for nobody: whoever does not hear of it finds it. */
const mostWaiting = 2_000;
/** PostgreSQL takes less than 8000 bytes. */
const mostBytes = 7_500;
/** How often a replica shows that it is there. */
const beatMs = 15_000;
/** Others that were silent for longer are not there. */
const silenceMs = 3 * beatMs;
const queryTimeoutMs = 10_000;
const shortestBackoffMs = 250;
const longestBackoffMs = 30_000;

/** Waits for no disk to keep what is forgotten at once. */
const notify = `
  SELECT pg_notify($1, payload), set_config('synchronous_commit', 'off', true)
  FROM unnest(CAST($2 AS text[])) AS payload`;

/** A connection of the database's driver. */
interface Connection extends EventEmitter {
  query(query: {
    text: string;
    values?: unknown[];
    query_timeout: number;
  }): Promise<unknown>;
}

/** News, or a word between replicas: who comes says hello, who is there says so. */
type Word = ReplicaNews | { type: 'hello' } | { type: 'here' };

/**
 * Replicas tell each other by NOTIFY, each over one connection of its own, which
 * also listens. News are gathered while others are on their way, and sent only
 * where another replica was heard lately. Without the connection nothing is told
 * and nothing heard until it is there again.
 */
export class PostgresReplicas implements Replicas {
  readonly #knex: Knex;
  readonly #channel: string;
  readonly #logger: LoggerService;
  readonly #name = randomBytes(6).toString('hex');
  readonly #closing = new AbortController();
  readonly #closed: Promise<never>;
  /** By what they are about. */
  readonly #waiting = new Map<string, Word>();
  #onNews: (news: ReplicaNews) => void = () => undefined;
  #connection: Connection | undefined;
  #listening: Promise<void> | undefined;
  #sending: Promise<void> | undefined;
  /** When another replica was last heard, by a clock that only goes on. */
  #heardAt = -Infinity;
  /** Tries in a row without a connection. */
  #failures = 0;

  private constructor(knex: Knex, channel: string, logger: LoggerService) {
    this.#knex = knex;
    this.#channel = channel;
    this.#logger = logger;
    this.#closed = new Promise((_, reject) =>
      this.#closing.signal.addEventListener('abort', () =>
        reject(new Error('The engine ended')),
      ),
    );
    this.#closed.catch(() => undefined);
  }

  /** @param options.channel - the same for all replicas, and for nobody else */
  static create(options: {
    knex: Knex;
    channel: string;
    logger: LoggerService;
  }): PostgresReplicas {
    return new PostgresReplicas(options.knex, options.channel, options.logger);
  }

  listen(onNews: (news: ReplicaNews) => void): void {
    this.#onNews = onNews;
    this.#listening ??= this.#listen();
  }

  tell(news: ReplicaNews): void {
    if (performance.now() - this.#heardAt < silenceMs) {
      this.#say(news);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#serve(await this.#connect());
      } catch (error) {
        if (!signal.aborted && this.#failures === 0) {
          this.#logger.warn(
            `Replicas do not hear each other for now, and look into the database instead: ${stringifyError(
              error,
            )}`,
          );
        }
      }
      await delay(
        Math.min(longestBackoffMs, shortestBackoffMs * 2 ** this.#failures),
        undefined,
        { signal, ref: false },
      ).catch(() => undefined);
      this.#failures += 1;
    }
  }

  /** One of knex's kind that is not in its pool. */
  async #connect(): Promise<Connection> {
    const connecting: Promise<Connection> =
      this.#knex.client.acquireRawConnection();
    try {
      return await Promise.race([connecting, this.#closed]);
    } catch (error) {
      connecting.then(
        late => this.#end(late),
        () => undefined,
      );
      throw error;
    }
  }

  /** @throws when the connection ends */
  async #serve(connection: Connection): Promise<void> {
    const ended = Promise.race([
      this.#closed,
      new Promise<never>((_, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The connection ended')));
      }),
    ]);
    connection.on('notification', ({ payload }: { payload?: string }) =>
      this.#hear(payload ?? ''),
    );
    const beat = setInterval(() => this.#say({ type: 'here' }), beatMs);
    try {
      await Promise.race([
        query(
          connection,
          `SET application_name TO 'dop-replica'; LISTEN "${this.#channel}"`,
        ),
        ended,
      ]);
      if (this.#failures > 0) {
        this.#logger.info('Replicas hear each other again');
      }
      this.#failures = 0;
      this.#connection = connection;
      this.#say({ type: 'hello' });
      await ended;
    } finally {
      clearInterval(beat);
      await this.#sending;
      this.#connection = undefined;
      this.#end(connection);
    }
  }

  #hear(payload: string): void {
    try {
      const { from, words } = JSON.parse(payload) as {
        from: string;
        words: Word[];
      };
      if (from === this.#name) {
        return;
      }
      this.#heardAt = performance.now();
      for (const word of words) {
        if (word.type === 'hello') {
          this.#say({ type: 'here' });
        } else if (word.type !== 'here') {
          this.#onNews(word);
        }
      }
    } catch (error) {
      this.#logger.warn(`News of a replica: ${stringifyError(error)}`);
    }
  }

  #say(word: Word): void {
    if (this.#connection && this.#waiting.size < mostWaiting) {
      this.#waiting.set(keyOf(word), word);
      this.#sending ??= this.#send(this.#connection);
    }
  }

  /** One statement at a time, with all that came meanwhile. */
  async #send(connection: Connection): Promise<void> {
    try {
      // What comes in this turn of the event loop goes along.
      await new Promise(resolve => setImmediate(resolve));
      while (this.#waiting.size > 0) {
        const payloads = this.#payloads();
        this.#waiting.clear();
        await query(connection, notify, [this.#channel, payloads]);
        await delay(gatherMs, undefined, {
          signal: this.#closing.signal,
          ref: false,
        }).catch(() => undefined);
      }
    } catch (error) {
      this.#waiting.clear();
      connection.emit('error', error);
    } finally {
      // In the same turn as the last look: nobody may come in between.
      this.#sending = undefined;
    }
  }

  #payloads(): string[] {
    const payloads: string[] = [];
    let words: string[] = [];
    let bytes = 0;
    const close = () =>
      words.length > 0 &&
      payloads.push(`{"from":"${this.#name}","words":[${words.join(',')}]}`);
    for (const word of this.#waiting.values()) {
      const text = JSON.stringify(word);
      const size = Buffer.byteLength(text) + 1;
      if (bytes + size > mostBytes) {
        close();
        words = [];
        bytes = 0;
      }
      if (size <= mostBytes) {
        words.push(text);
        bytes += size;
      }
    }
    close();
    return payloads;
  }

  /** Not waited for: the line may be silent. */
  #end(connection: Connection | undefined): void {
    if (connection) {
      this.#knex.client
        .destroyRawConnection(connection)
        .catch((error: unknown) =>
          this.#logger.debug(
            `Connection of replicas: ${stringifyError(error)}`,
          ),
        );
    }
  }
}

async function query(
  connection: Connection,
  text: string,
  values?: unknown[],
): Promise<void> {
  await connection.query({ text, values, query_timeout: queryTimeoutMs });
}

/** Of what is told twice, the later is enough. */
function keyOf(word: Word): string {
  switch (word.type) {
    case 'stop':
      return `stop ${word.runId} ${word.position} ${word.number}`;
    case 'change': {
      const { change } = word;
      return change.type === 'run'
        ? `run ${change.runId}`
        : `log ${change.runId} ${change.attempt} ${change.instanceKey}`;
    }
    default:
      return word.type;
  }
}
