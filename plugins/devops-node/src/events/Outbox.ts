import { randomUUID } from 'node:crypto';
import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ResponseError, stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { isSqlite } from '../database/openDatabase';
import type { HealthChecks } from '../health/HealthChecks';
import type { PortalEvent } from './PortalEvent';

const pollIntervalMs = 1_000;
const requestTimeoutMs = 120_000;
const parallelDeliveries = 8;
/** A receiver that answers "this is wrong" is asked so often, then no more. */
const rejectionLimit = 6;
/** Without a round for so long, something holds up the sender itself. */
const silenceMs = 3 * 60_000;
/** A receiver that does not answer is asked for so long. */
const patienceMs = 24 * 3600_000;
const backoffMs = (attempts: number) =>
  Math.min(30_000, 100 * 2 ** Math.min(attempts, 10));

interface OutboxRow {
  sequence: number | string;
  event_id: string;
  target: string;
  subject: string;
  body: string;
  attempts: number;
  created_at: number | string;
  last_error: string | null;
}

/** An event that no receiver took. */
export interface DeadLetter {
  sequence: string;
  target: string;
  attempts: number;
  error?: string;
  event: PortalEvent;
}

/**
 * Events leave a plugin through its outbox: written in the transaction of the
 * change that they tell of, sent as `POST /api/<target>/events` until the
 * receiver has committed them. At least once; in order for each target and
 * subject; what is refused for good stays in the table as a dead letter and no
 * longer holds up its subject.
 *
 * @remarks Any replica may send; a row that is being sent is put off first, so
 * that the others leave it and what follows it alone.
 */
export class Outbox {
  readonly #knex: Knex;
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;
  readonly #pluginId: string;
  readonly #healthChecks: HealthChecks | undefined;
  #endCheck: (() => void) | undefined;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;
  #again = false;
  #lastRound = Date.now();

  private constructor(options: OutboxOptions) {
    this.#knex = options.knex;
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
    this.#pluginId = options.pluginId;
    this.#healthChecks = options.healthChecks;
  }

  static create(options: OutboxOptions): Outbox {
    return new Outbox(options);
  }

  /** Writes an event for each target. Call {@link Outbox.wake} after the commit. */
  async enqueue(
    trx: Knex.Transaction,
    targets: string[],
    event: { type: string; subject: string; data: JsonObject; id?: string },
  ): Promise<void> {
    const now = Date.now();
    const full: PortalEvent = {
      id: event.id ?? randomUUID(),
      type: event.type,
      source: this.#pluginId,
      subject: event.subject,
      time: new Date(now).toISOString(),
      data: event.data,
    };
    const body = JSON.stringify(full);
    if (targets.length > 0) {
      await trx('outbox').insert(
        targets.map(target => ({
          event_id: full.id,
          target,
          subject: full.subject,
          body,
          state: 'pending',
          created_at: now,
          due_at: now,
        })),
      );
    }
  }

  /** Begins sending what is there, now and whenever woken. */
  start(): void {
    if (!this.#timer) {
      this.#lastRound = Date.now();
      this.#endCheck = this.#healthChecks?.register(
        `${this.#pluginId}.outbox`,
        () => this.problem(),
      );
      this.#timer = setInterval(() => this.wake(), pollIntervalMs);
      this.#timer.unref();
      this.#pumping = this.#takeBack().finally(() => {
        this.#pumping = undefined;
        this.wake();
      });
    }
  }

  /**
   * What was being sent when the process died is due again at once. Only where
   * there is one process: elsewhere another replica may be sending it now.
   */
  async #takeBack(): Promise<void> {
    if (!isSqlite(this.#knex)) {
      return;
    }
    try {
      const now = Date.now();
      await this.#knex('outbox')
        .where('state', 'pending')
        .andWhere('due_at', '>', now)
        .update({ due_at: now });
    } catch (error) {
      this.#logger.warn(`Outbox: ${stringifyError(error)}`);
    }
  }

  /** Ends after the deliveries under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#endCheck?.();
    this.#stop.abort();
    await this.#pumping;
  }

  /** Says that there may be something to send. */
  wake(): void {
    if (this.#stop.signal.aborted) {
      return;
    }
    this.#again = true;
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined;
    });
  }

  /** How much waits, for health checks and metrics. */
  async statistics(): Promise<{
    pending: number;
    dead: number;
    oldestMs: number;
  }> {
    const rows: {
      state: string;
      count: number | string;
      oldest: number | string;
    }[] = await this.#knex('outbox')
      .select('state')
      .count({ count: '*' })
      .min({ oldest: 'created_at' })
      .groupBy('state');
    const of = (state: string) => rows.find(row => row.state === state);
    const oldest = of('pending')?.oldest;
    return {
      pending: Number(of('pending')?.count ?? 0),
      dead: Number(of('dead')?.count ?? 0),
      oldestMs: oldest === undefined ? 0 : Date.now() - Number(oldest),
    };
  }

  /**
   * A sentence when this process sends nothing at all, for readiness. A receiver
   * that refuses is no such problem: its events wait, and others go on.
   */
  async problem(): Promise<string | undefined> {
    const silent = Date.now() - this.#lastRound;
    if (!this.#timer || this.#stop.signal.aborted || silent < silenceMs) {
      return undefined;
    }
    const { pending, oldestMs } = await this.statistics();
    return `events have not been sent for ${seconds(
      silent,
    )} s; ${pending} wait, the oldest for ${seconds(oldestMs)} s`;
  }

  /** Dead letters, the oldest first, after the given sequence. */
  async deadLetters(after = '0', limit = 100): Promise<DeadLetter[]> {
    const rows: OutboxRow[] = await this.#knex('outbox')
      .where('state', 'dead')
      .andWhere('sequence', '>', after)
      .orderBy('sequence')
      .limit(limit);
    return rows.map(row => ({
      sequence: String(row.sequence),
      target: row.target,
      attempts: row.attempts,
      error: row.last_error ?? undefined,
      event: JSON.parse(row.body),
    }));
  }

  /** Tries a dead letter again. False if there is none of that sequence. */
  async retry(sequence: string): Promise<boolean> {
    const count = await this.#knex('outbox')
      .where({ sequence, state: 'dead' })
      .update({ state: 'pending', attempts: 0, due_at: Date.now() });
    this.wake();
    return count > 0;
  }

  async #pump(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        const claimed = await this.#claim();
        if (claimed.length > 0) {
          await Promise.all(claimed.map(row => this.#send(row)));
          this.#again = true;
        }
        this.#lastRound = Date.now();
      } catch (error) {
        this.#logger.warn(`Outbox: ${stringifyError(error)}`);
      }
    }
  }

  /** The first pending row of each target and subject that is due. */
  async #claim(): Promise<OutboxRow[]> {
    const now = Date.now();
    return this.#knex.transaction(async trx => {
      const heads = trx('outbox')
        .where('state', 'pending')
        .groupBy('target', 'subject')
        .min('sequence');
      const due = trx('outbox')
        .whereIn('sequence', heads)
        .andWhere('due_at', '<=', now)
        .orderBy('sequence')
        .limit(parallelDeliveries);
      const rows: OutboxRow[] = await (isSqlite(trx)
        ? due
        : due.forUpdate().skipLocked());
      if (rows.length > 0) {
        await trx('outbox')
          .whereIn(
            'sequence',
            rows.map(row => row.sequence),
          )
          .update({ due_at: now + requestTimeoutMs + 5_000 });
      }
      return rows;
    });
  }

  async #send(row: OutboxRow): Promise<void> {
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: row.target,
      });
      const baseUrl = await this.#discovery.getBaseUrl(row.target);
      const response = await fetch(`${baseUrl}/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
        },
        body: row.body,
        signal: AbortSignal.any([
          this.#stop.signal,
          AbortSignal.timeout(requestTimeoutMs),
        ]),
      });
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      await this.#knex('outbox').where('sequence', row.sequence).delete();
    } catch (error) {
      await this.#putOff(row, error);
    }
  }

  async #putOff(row: OutboxRow, error: unknown): Promise<void> {
    if (this.#stop.signal.aborted) {
      await this.#knex('outbox')
        .where('sequence', row.sequence)
        .update({ due_at: Date.now() });
      return;
    }
    const attempts = row.attempts + 1;
    const status = error instanceof ResponseError ? error.response.status : 0;
    // A missing route is a plugin that is still starting.
    const rejected =
      status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status);
    const dead = rejected
      ? attempts >= rejectionLimit
      : Date.now() - Number(row.created_at) > patienceMs;
    await this.#knex('outbox')
      .where('sequence', row.sequence)
      .update({
        attempts,
        state: dead ? 'dead' : 'pending',
        due_at: Date.now() + backoffMs(attempts),
        last_error: stringifyError(error).slice(0, 4_000),
      });
    if (dead) {
      this.#logger.error(
        `Outbox: ${row.target} does not take event ${row.event_id} (${
          row.subject
        }); it is now a dead letter: ${stringifyError(error)}`,
      );
    }
    setTimeout(() => this.wake(), backoffMs(attempts)).unref();
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

export interface OutboxOptions {
  knex: Knex;
  auth: AuthService;
  discovery: DiscoveryService;
  logger: LoggerService;
  pluginId: string;
  /** Where it says that it stands still, while it is started. */
  healthChecks?: HealthChecks;
}
