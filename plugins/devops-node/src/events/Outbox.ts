import { randomUUID } from 'node:crypto';
import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { ResponseError, stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { HealthChecks } from '../health/HealthChecks';
import { observeOutbox } from './observeOutbox';
import {
  OutboxStore,
  type ClaimedRow,
  type DeadLetter,
  type OutboxRow,
  type OutboxStatistics,
} from './OutboxStore';
import type { PortalEvent } from './PortalEvent';

const pollIntervalMs = 1_000;
const requestTimeoutMs = 120_000;
/** Whoever sends an event says so again in time; a killed sender falls silent. */
const claimMs = 15_000;
const renewMs = 5_000;
/** Rows at a time; and under way to one target when no more of its are taken. */
const parallelDeliveries = 8;
/** A receiver that answers "this is wrong" is asked so often, then no more. */
const rejectionLimit = 6;
/** Without a round for so long, something holds up the sender itself. */
const silenceMs = 3 * 60_000;
/** A receiver that does not answer is asked for so long. */
const patienceMs = 24 * 3600_000;
const backoffMs = (attempts: number) =>
  Math.min(30_000, 100 * 2 ** Math.min(attempts, 10));

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
  readonly #store: OutboxStore;
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;
  readonly #pluginId: string;
  readonly #healthChecks: HealthChecks | undefined;
  readonly #metrics: MetricsService | undefined;
  readonly #sinks: Record<string, OutboxSink>;
  readonly #ends: (() => void)[] = [];
  readonly #stop = new AbortController();
  /** What is being sent, with its target: a slow one does not hold up others. */
  readonly #sending = new Map<Promise<void>, string>();
  #timer: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;
  #again = false;
  #lastRound = Date.now();

  private constructor(options: OutboxOptions) {
    this.#store = OutboxStore.create(options.knex);
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
    this.#pluginId = options.pluginId;
    this.#healthChecks = options.healthChecks;
    this.#metrics = options.metrics;
    this.#sinks = options.sinks ?? {};
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
    await this.#store.insert(trx, targets, {
      id: event.id ?? randomUUID(),
      type: event.type,
      source: this.#pluginId,
      subject: event.subject,
      time: new Date().toISOString(),
      data: event.data,
    });
  }

  /** Begins sending what is there, now and whenever woken. */
  start(): void {
    if (!this.#timer) {
      this.#lastRound = Date.now();
      const checked = this.#healthChecks?.register(
        `${this.#pluginId}.outbox`,
        () => this.problem(),
      );
      const observed =
        this.#metrics &&
        observeOutbox({
          metrics: this.#metrics,
          pluginId: this.#pluginId,
          statistics: () => this.statistics(),
        });
      for (const end of [checked, observed]) {
        if (end) {
          this.#ends.push(end);
        }
      }
      this.#timer = setInterval(() => this.wake(), pollIntervalMs);
      this.#timer.unref();
      this.#pumping = this.#takeBack().finally(() => {
        this.#pumping = undefined;
        this.wake();
      });
    }
  }

  async #takeBack(): Promise<void> {
    try {
      await this.#store.takeBack();
    } catch (error) {
      this.#logger.warn(`Outbox: ${stringifyError(error)}`);
    }
  }

  /** Ends after the deliveries under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ends.splice(0).forEach(end => end());
    this.#stop.abort();
    await this.#pumping;
    await Promise.all(this.#sending.keys());
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
  async statistics(): Promise<OutboxStatistics> {
    return this.#store.statistics();
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
    return this.#store.deadLetters(after, limit);
  }

  /** Tries a dead letter again. False if there is none of that sequence. */
  async retry(sequence: string): Promise<boolean> {
    const revived = await this.#store.revive(sequence);
    this.wake();
    return revived;
  }

  async #pump(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        const rows = await this.#store.claim(parallelDeliveries, claimMs, {
          without: this.#busyTargets(),
        });
        rows.forEach(row => this.#begin(row));
        this.#again ||= rows.length > 0;
        this.#lastRound = Date.now();
      } catch (error) {
        this.#logger.warn(`Outbox: ${stringifyError(error)}`);
      }
    }
  }

  #begin(row: ClaimedRow): void {
    const sending = this.#send(row)
      .catch(error => this.#logger.warn(`Outbox: ${stringifyError(error)}`))
      .finally(() => {
        this.#sending.delete(sending);
        // What follows it, or waited for its place.
        this.wake();
      });
    this.#sending.set(sending, row.target);
  }

  #busyTargets(): string[] {
    const counts = new Map<string, number>();
    for (const target of this.#sending.values()) {
      counts.set(target, (counts.get(target) ?? 0) + 1);
    }
    return [...counts.keys()].filter(
      target => (counts.get(target) ?? 0) >= parallelDeliveries,
    );
  }

  async #send(row: ClaimedRow): Promise<void> {
    const renewing = setInterval(() => {
      // If that fails, another replica may send it too; receivers know it then.
      this.#store.hold(row, claimMs).catch(() => undefined);
    }, renewMs);
    try {
      const signal = AbortSignal.any([
        this.#stop.signal,
        AbortSignal.timeout(requestTimeoutMs),
      ]);
      const sink = this.#sinks[row.target];
      const response = sink
        ? await sink(JSON.parse(row.body), signal)
        : await this.#post(row, signal);
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      await this.#store.delivered(row);
    } catch (error) {
      clearInterval(renewing);
      await this.#putOff(row, error);
    } finally {
      clearInterval(renewing);
    }
  }

  /** To another plugin. */
  async #post(row: OutboxRow, signal: AbortSignal): Promise<Response> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: row.target,
    });
    const baseUrl = await this.#discovery.getBaseUrl(row.target);
    return fetch(`${baseUrl}/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: row.body,
      signal,
    });
  }

  async #putOff(row: ClaimedRow, error: unknown): Promise<void> {
    if (this.#stop.signal.aborted) {
      await this.#store.release(row);
      return;
    }
    const attempts = row.attempts + 1;
    const status = error instanceof ResponseError ? error.response.status : 0;
    // A missing route is a plugin that is still starting.
    const rejected =
      status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status);
    const dead = rejected
      ? attempts >= rejectionLimit
      : Number(row.age_ms) > patienceMs;
    await this.#store.failed(row, {
      attempts,
      dead,
      waitMs: backoffMs(attempts),
      error: stringifyError(error),
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
  /** Where it shows how much waits, and for how long. */
  metrics?: MetricsService;
  /** Receivers outside of the portal, by the name of their target. */
  sinks?: Record<string, OutboxSink>;
}

/** Sends an event to where it goes; an answer that is no success is tried again. */
export type OutboxSink = (
  event: PortalEvent,
  signal: AbortSignal,
) => Promise<Response>;
