import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Engine } from '@dop/plugin-pipelines-engine';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import {
  claimedUnseen,
  countLines,
  isAttemptOver,
  type Counts,
} from '../history/countLines';
import type { RunMetrics } from '../history/RunMetrics';
import {
  mostArrived,
  mostLines,
  type BehindRun,
  type CdEventStore,
  type RunJournal,
  type ToldAttempt,
} from './CdEventStore';
import type { CloudEvent } from './CloudEvent';
import type { CdEventPlaces } from './createCdEvent';
import type { EventSink } from './eventSinks';
import type { JournalLine, Produced } from './JournalLine';
import { producedBy } from './producedBy';
import { toCdEvents } from './toCdEvents';

/** Runs that nobody announced are looked for so often. */
const pollMs = 2_000;
/** Announcements are gathered for so long. */
const gatherMs = 200;
const cleanUpMs = 3600_000;
/** Between two rounds, at least. */
const breathMs = 20;
/** History is looked at whole so often; else only what may still change. */
const wholeMs = 5 * 60_000;

export interface CdEventProjectorOptions {
  knex: Knex;
  logger: LoggerService;
  engine: Pick<Engine, 'onChange' | 'queries'>;
  store: CdEventStore;
  outbox: Outbox;
  metrics: Pick<RunMetrics, 'record'>;
  sinks: EventSink[];
  places: CdEventPlaces;
  keepMs: number;
}

/**
 * Turns the engine's journal into CDEvents and numbers behind the runs, so that
 * no step waits for it. A run that falls behind is caught up with, by any replica.
 * What arrived from other plugins gets its place in the feed here, too.
 */
export class CdEventProjector {
  readonly #options: CdEventProjectorOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #unsubscribe: () => void = () => undefined;
  #stopped = false;
  #soon = false;
  #cleanedAt = 0;
  #floor = '';
  #wholeAt = 0;

  private constructor(options: CdEventProjectorOptions) {
    this.#options = options;
  }

  static create(options: CdEventProjectorOptions): CdEventProjector {
    return new CdEventProjector(options);
  }

  start(): void {
    this.#unsubscribe = this.#options.engine.onChange(() => this.wake());
    this.#plan(0);
  }

  /** Says that there is something to tell. */
  wake(): void {
    if (!this.#soon && !this.#round) {
      this.#soon = true;
      this.#plan(gatherMs);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#round;
  }

  #plan(waitMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#soon = false;
        this.#round = this.#catchUp()
          .catch(error => {
            this.#options.logger.warn(`CDEvents: ${stringifyError(error)}`);
          })
          .then(() => {
            this.#round = undefined;
            this.#plan(pollMs);
          });
      }, waitMs);
      this.#timer.unref();
    }
  }

  async #catchUp(): Promise<void> {
    const whole = Date.now() - this.#wholeAt > wholeMs;
    if (whole) {
      this.#floor = '';
    }
    const next = await this.#options.store.floor();
    let round: Awaited<ReturnType<CdEventProjector['project']>>;
    do {
      const began = performance.now();
      round = await this.project();
      await this.#giveWay(performance.now() - began);
    } while (!this.#stopped && round === 'more');
    // Another replica may die of what it is at: then it is found from here.
    if (round === 'done') {
      this.#floor = next;
      this.#wholeAt = whole ? Date.now() : this.#wholeAt;
    }
    if (Date.now() - this.#cleanedAt > cleanUpMs) {
      this.#cleanedAt = Date.now();
      await this.#options.store.removeOlderThan(this.#options.keepMs);
    }
  }

  /**
   * Lets steps go first: while this process has much to do, no more than a tenth
   * of the time is spent on what can be told later.
   */
  async #giveWay(tookMs: number): Promise<void> {
    const until = performance.now() + Math.min(1_000, 9 * tookMs);
    let busy = true;
    while (busy && !this.#stopped && performance.now() < until) {
      const before = performance.eventLoopUtilization();
      await delay(breathMs);
      const { utilization } = performance.eventLoopUtilization(before);
      busy = utilization > 0.5;
    }
  }

  /**
   * One round.
   *
   * @returns `more` if there may be more, `taken` if another replica is at it
   */
  async project(): Promise<'more' | 'done' | 'taken'> {
    const { knex, store, outbox, metrics } = this.#options;
    const told = await knex.transaction(async trx => {
      if (!(await store.lock(trx))) {
        return { round: 'taken' as const, sent: 0, counts: [] };
      }
      const behind = await store.behind(trx, this.#floor);
      // Asked for later and told first, so that a push is told before its runs.
      const arrived = await store.takeArrived(trx);
      const more = arrived.length === mostArrived;
      let sent = await this.#send(trx, await store.insert(trx, arrived));
      const counts: Counts[] = [];
      for (const run of more ? [] : behind) {
        const { events, counted } = await this.#tell(trx, run);
        counts.push(counted);
        sent += await this.#send(trx, events);
      }
      const round: 'more' | 'done' =
        more || behind.length > 0 ? 'more' : 'done';
      return { round, sent, counts };
    });
    told.counts.forEach(counted => metrics.record(counted));
    if (told.sent > 0) {
      outbox.wake();
    }
    return told.round;
  }

  /** To the sinks that take them; answers how many are on their way. */
  async #send(trx: Knex.Transaction, events: CloudEvent[]): Promise<number> {
    const { outbox, sinks } = this.#options;
    let sent = 0;
    for (const event of events) {
      const targets = sinks
        .filter(sink => sink.takes(event.type))
        .map(({ target }) => target);
      const { runId, repositoryId = 'portal' } = event.data.customData.dop;
      await outbox.enqueue(trx, targets, {
        id: event.id,
        type: event.type,
        subject: runId ?? repositoryId,
        data: event as unknown as JsonObject,
      });
      sent += targets.length;
    }
    return sent;
  }

  async #tell(
    trx: Knex.Transaction,
    run: BehindRun,
  ): Promise<{ events: CloudEvent[]; counted: Counts }> {
    const { store, places } = this.#options;
    const journal = await store.journal(trx, run);
    const last = journal?.lines[journal.lines.length - 1];
    if (!journal || !last) {
      return { events: [], counted: { claims: [], attempts: [] } };
    }
    const { lines } = journal;
    // A journal with gaps must not be asked for the same lines for ever.
    const told =
      lines.length < mostLines
        ? Math.max(last.sequence, run.end)
        : last.sequence;
    const over = lines.filter(isAttemptOver);
    const attempts = await store.attempts(trx, run.runId, [
      ...new Set(over.map(({ position = 0 }) => position)),
    ]);
    const events: CloudEvent[] = [];
    for (const line of lines) {
      const attempt =
        isAttemptOver(line) && attempts.get(`${line.position}/${line.attempt}`);
      const produced = attempt
        ? await this.#produced(trx, journal, line, attempt)
        : [];
      events.push(...toCdEvents(line, places, produced));
    }
    await store.advance(trx, run.runId, told);
    const readyAt = await store.readyAt(trx, run, claimedUnseen(lines));
    return {
      events: await store.insert(trx, events),
      counted: countLines(journal, attempts, readyAt),
    };
  }

  /** What an attempt that is over left, in the words of CDEvents. */
  async #produced(
    trx: Knex.Transaction,
    { planHash }: RunJournal,
    { stepId, state }: JournalLine,
    attempt: ToldAttempt,
  ): Promise<Produced[]> {
    if (!attempt.outputs) {
      return producedBy(attempt, undefined, state);
    }
    const queries = this.#options.engine.queries.within(trx);
    const plan = await queries.plan(planHash);
    const action = plan?.steps.find(({ id }) => id === stepId)?.action;
    const component =
      action?.type === 'uses' ? plan?.components[action.uses] : undefined;
    return producedBy(attempt, component?.outputs, state);
  }
}
