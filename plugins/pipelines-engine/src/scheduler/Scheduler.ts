import { stringifyError } from '@backstage/errors';
import type { Effect } from '../core';
import { retried } from '../store/dialect';
import { undrainedRuns } from '../store/drains';
import { admitGroup } from '../store/groups';
import type { LoadedRun } from '../store/LoadedRun';
import type { ReplicaNews } from '../replicas/Replicas';
import type { AppliedEvent } from '../store/RunStore';
import { dropTimers, dueTimers, waitingGroups } from '../store/work';
import { Children } from './Children';
import { Claims } from './Claims';
import { Conditions } from './Conditions';
import { Drivers } from './Drivers';
import type { EngineContext } from './EngineContext';
import { Housekeeping } from './Housekeeping';
import { Rounds } from './Rounds';

const timerBatch = 500;

/**
 * Keeps runs moving: fires timers, evaluates conditions, admits queued runs,
 * claims ready steps, holds leases and takes over what others left. What this
 * process commits tells it what to do next; a look into the database, once in a
 * while, finds what nobody told.
 */
export class Scheduler {
  readonly #context: EngineContext;
  readonly #drivers: Drivers;
  readonly #claims: Claims;
  readonly #conditions: Conditions;
  readonly #children: Children;
  readonly #housekeeping: Housekeeping;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Passes over ready steps; `true` asks for a look into the database. */
  readonly #claiming: Rounds;
  readonly #firing: Rounds;
  #loop: Promise<void> | undefined;
  #working = false;
  #stopped = false;
  #endSleep: () => void = () => undefined;
  #lastBeat = 0;
  #lastProgress = Date.now();
  /** The last pass over ready steps went well. */
  #claimed = false;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#drivers = new Drivers(context, () => this.#wake());
    this.#claims = new Claims(context, claimed => this.#drivers.begin(claimed));
    this.#conditions = new Conditions(context);
    this.#housekeeping = new Housekeeping(context);
    this.#children = new Children(context, results => this.react(results));
    this.#claiming = new Rounds(look => this.#claim(look));
    this.#firing = new Rounds(async () => {
      await this.#guard('timers', () => this.#fireTimers());
    });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Leaves all attempts to whoever comes next; their programs go on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#working = false;
    this.#timers.forEach(clearTimeout);
    this.#endSleep();
    await this.#loop;
    await Promise.all([this.#claiming.idle(), this.#firing.idle()]);
    await this.#claims.idle();
    await this.#drivers.leave();
    await this.#conditions.idle();
    await this.#children.idle();
    await this.#housekeeping.stop();
  }

  /**
   * When the loop last came round and could claim, ms since 1970 by this
   * host's clock. What is done out of turn does not count: leases, timers and
   * steps that nobody tells of need the loop.
   */
  get lastProgress(): number {
    return this.#lastProgress;
  }

  /** Attempts that this process drives. */
  get driving(): number {
    return this.#drivers.size;
  }

  /** After a commit: what it asks for. */
  react(results: readonly AppliedEvent[]): void {
    for (const { run, effects } of results) {
      if (run) {
        effects.forEach(effect => this.#reactTo(run, effect));
        this.#context.hint({
          type: 'run',
          runId: run.id,
          sequence: run.sequence,
        });
      }
    }
  }

  /** What another replica tells after a commit. */
  hear(news: Exclude<ReplicaNews, { type: 'change' }>): void {
    if (news.type === 'ready') {
      this.#claims.hear();
      this.#wake();
    } else if (news.type === 'stop') {
      this.#drivers.stop(news, news.force);
    }
  }

  #reactTo(run: LoadedRun, effect: Effect): void {
    switch (effect.type) {
      case 'ready':
        this.#claims.offer({ runId: run.id, position: effect.position });
        this.#wake();
        break;
      case 'decide':
      case 'expand':
        if (this.#working) {
          this.#conditions.decide({
            runId: run.id,
            position: effect.position,
          });
        }
        break;
      case 'start':
        if (this.#working) {
          this.#children.start({ runId: run.id, position: effect.position });
        }
        break;
      case 'stopWait':
        // External systems hear of it elsewhere.
        if (
          this.#working &&
          run.model.steps[effect.position].wait?.kind === 'child'
        ) {
          this.#children.stop(run.id, effect.reference, effect.force);
        }
        break;
      case 'finished':
        if (run.parent && this.#working) {
          this.#children.tell(run.id);
        }
        this.#admitGroupOf(run);
        break;
      case 'placeFree':
      case 'queued':
        this.#admitGroupOf(run);
        break;
      case 'setTimer':
        this.#fireAfter(effect.afterMs);
        break;
      case 'stop': {
        const { position, attempt: number } = effect;
        const attempt = run.model.steps[position].attempt;
        const place = { runId: run.id, position, number };
        const force = Boolean(attempt?.force);
        this.#drivers.stop(place, force);
        this.#context.replicas?.tell({ type: 'stop', ...place, force });
        break;
      }
      default:
    }
  }

  #admitGroupOf({ groupKey }: LoadedRun): void {
    if (groupKey && this.#working) {
      this.#guard('groups', () => this.#admit(groupKey));
    }
  }

  /** A ready step, or a free place. */
  #wake(): void {
    if (this.#working) {
      this.#claiming.ask(false);
    }
  }

  /** Longer waits are found by the poll. */
  #fireAfter(ms: number): void {
    if (ms < this.#context.settings.pollMs) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#firing.ask(false);
      }, ms + 1);
      this.#timers.add(timer);
    }
  }

  async #run(): Promise<void> {
    await this.#guard('leftovers', () => this.#removeLeftovers());
    this.#working = !this.#stopped;
    while (!this.#stopped) {
      if (Date.now() - this.#lastBeat >= this.#beatMs) {
        this.#lastBeat = Date.now();
        await this.#guard('leases', () => this.#drivers.holdLeases());
        await this.#guard('take-over', () => this.#drivers.takeOver());
      }
      await this.#firing.ask(false);
      await this.#guard('conditions', () => this.#conditions.look());
      await this.#guard('child runs', () => this.#children.look());
      await this.#guard('groups', () => this.#admitAll());
      await this.#claiming.ask(true);
      if (this.#claimed) {
        this.#lastProgress = Date.now();
      }
      this.#housekeeping.look();
      await this.#sleep();
    }
  }

  get #beatMs(): number {
    const { leaseMs, pollMs } = this.#context.settings;
    return Math.max(pollMs, Math.floor(leaseMs / 6));
  }

  /** One part's failure stops neither the others nor the loop. */
  async #guard(what: string, work: () => Promise<void>): Promise<boolean> {
    if (this.#stopped) {
      return false;
    }
    try {
      await work();
      return true;
    } catch (error) {
      this.#context.logger.error(`Engine, ${what}: ${stringifyError(error)}`);
      return false;
    }
  }

  async #sleep(): Promise<void> {
    if (!this.#stopped) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, this.#context.settings.pollMs);
        this.#endSleep = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #claim(look: boolean): Promise<void> {
    this.#claimed = await this.#guard('claims', () =>
      this.#claims.claim(this.#drivers.used, look),
    );
  }

  async #fireTimers(): Promise<void> {
    const { store, dispatcher } = this.#context;
    const due = await dueTimers(store.knex, timerBatch);
    if (due.length === 0) {
      return;
    }
    const results = await Promise.all(
      due.map(({ runId, name, event }) =>
        dispatcher.dispatch({ runId, event, timer: name }),
      ),
    );
    await dropTimers(
      store.knex,
      due.filter((_, index) => !results[index].run),
    );
  }

  async #admitAll(): Promise<void> {
    for (const key of await waitingGroups(this.#context.store.knex)) {
      await this.#admit(key);
    }
    await this.#admitUndrained();
  }

  /** Runs without a group that waited for their workflow to be no longer drained. */
  async #admitUndrained(): Promise<void> {
    const { store, dispatcher } = this.#context;
    const ids = await undrainedRuns(store.knex, timerBatch);
    await Promise.all(
      ids.map(runId =>
        dispatcher.dispatch({ runId, event: { type: 'admitted' } }),
      ),
    );
  }

  /** Whoever waited for a place, or for a workflow to be drained no longer, is looked at. */
  async admitAll(): Promise<void> {
    await this.#guard('groups', () => this.#admitAll());
  }

  async #admit(key: string): Promise<void> {
    const { store } = this.#context;
    const results = await retried(() =>
      store.knex.transaction(trx => admitGroup(store, trx, key)),
    );
    store.keep(results);
    this.react(results);
  }

  /** Ends what runners still hold of attempts that are over. */
  async #removeLeftovers(): Promise<void> {
    const { runners, handlePrefix, queries } = this.#context;
    for (const runner of runners.values()) {
      try {
        const { available } = await runner.availability();
        const handles = available ? await runner.list(handlePrefix) : [];
        const live = await queries.liveHandles(handles);
        for (const handle of handles.filter(name => !live.has(name))) {
          await runner.remove(handle);
        }
      } catch (error) {
        this.#context.logger.warn(
          `Leftovers of the ${runner.kind} runner: ${stringifyError(error)}`,
        );
      }
    }
  }
}
