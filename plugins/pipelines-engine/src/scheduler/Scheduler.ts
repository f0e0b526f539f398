import { stringifyError } from '@backstage/errors';
import type { PlannedStep } from '@dop/plugin-pipelines-common';
import type { Effect, EngineEvent } from '../core';
import { admitGroup } from '../store/createRun';
import { retried } from '../store/dialect';
import type { LoadedRun } from '../store/loadRuns';
import type { RunRecord } from '../store/records';
import type { AppliedEvent } from '../store/RunStore';
import {
  abandonedAttempts,
  dropTimers,
  dueTimers,
  heartbeat,
  releaseLeases,
  undecidedSteps,
  waitingGroups,
  type LiveAttempt,
  type StepPlace,
} from '../store/work';
import { AttemptDriver } from './AttemptDriver';
import { Claims } from './Claims';
import type { EngineContext } from './EngineContext';
import { scopeOf } from './scope';

const batch = 500;

/**
 * Keeps runs moving: fires timers, evaluates conditions, admits queued runs,
 * claims ready steps, holds leases and takes over what others left. Hints make
 * it quick; the poll makes it certain.
 */
export class Scheduler {
  readonly #context: EngineContext;
  readonly #claims: Claims;
  readonly #drivers = new Map<string, AttemptDriver>();
  readonly #driving = new Set<Promise<void>>();
  /** Steps whose condition is being evaluated. */
  readonly #deciding = new Map<string, Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #loop: Promise<void> | undefined;
  #stopped = false;
  #woken = true;
  #wakeUp: () => void = () => undefined;
  #lastBeat = 0;
  #lastProgress = Date.now();

  constructor(context: EngineContext) {
    this.#context = context;
    this.#claims = new Claims(context);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Leaves all attempts to whoever comes next; their programs go on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timers.forEach(clearTimeout);
    this.wake();
    this.#drivers.forEach(driver => driver.abandon());
    await this.#loop;
    await Promise.all([...this.#driving, ...this.#deciding.values()]);
    const { store, owner } = this.#context;
    await releaseLeases(store.knex, owner);
  }

  /** There may be something to do. */
  wake(): void {
    this.#woken = true;
    this.#wakeUp();
  }

  /** When the loop last came round, ms since 1970 by this host's clock. */
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

  #reactTo(run: LoadedRun, effect: Effect): void {
    switch (effect.type) {
      case 'ready':
      case 'decide':
        this.wake();
        break;
      case 'finished':
        if (run.groupKey) {
          this.wake();
        }
        break;
      case 'setTimer':
        this.#wakeAfter(effect.afterMs);
        break;
      case 'stop': {
        const attempt = run.model.steps[effect.position].attempt;
        for (const driver of this.#drivers.values()) {
          if (
            driver.live.runId === run.id &&
            driver.live.position === effect.position &&
            driver.live.number === effect.attempt
          ) {
            driver.stop(Boolean(attempt?.force));
          }
        }
        break;
      }
      default:
    }
  }

  #wakeAfter(ms: number): void {
    if (ms < this.#context.settings.pollMs) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.wake();
      }, ms + 1);
      this.#timers.add(timer);
    }
  }

  async #run(): Promise<void> {
    await this.#guard('leftovers', () => this.#removeLeftovers());
    while (!this.#stopped) {
      this.#woken = false;
      const polled = Date.now() - this.#lastBeat >= this.#beatMs;
      if (polled) {
        this.#lastBeat = Date.now();
        await this.#guard('leases', () => this.#holdLeases());
        await this.#guard('take-over', () => this.#takeOver());
      }
      await this.#guard('timers', () => this.#fireTimers());
      await this.#guard('conditions', () => this.#decide());
      await this.#guard('groups', () => this.#admit());
      await this.#guard('claims', () => this.#claim());
      await this.#sleep();
    }
  }

  get #beatMs(): number {
    const { leaseMs, pollMs } = this.#context.settings;
    return Math.max(pollMs, Math.floor(leaseMs / 6));
  }

  /** One part's failure stops neither the others nor the loop. */
  async #guard(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped) {
      return;
    }
    try {
      await work();
      this.#lastProgress = Date.now();
    } catch (error) {
      this.#context.logger.error(`Engine, ${what}: ${stringifyError(error)}`);
    }
  }

  async #sleep(): Promise<void> {
    if (this.#woken || this.#stopped) {
      // Lets events that arrived meanwhile be handled.
      await new Promise(resolve => setImmediate(resolve));
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, this.#context.settings.pollMs);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeUp = () => undefined;
  }

  async #fireTimers(): Promise<void> {
    const { store, dispatcher } = this.#context;
    const due = await dueTimers(store.knex, batch);
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

  /** Not awaited: a condition that takes long holds up its own step only. */
  async #decide(): Promise<void> {
    const { store, logger } = this.#context;
    for (const step of await undecidedSteps(store.knex, batch)) {
      const key = `${step.runId} ${step.position}`;
      if (!this.#deciding.has(key)) {
        const deciding = this.#decideOne(step)
          .catch(error =>
            logger.error(`Engine, conditions: ${stringifyError(error)}`),
          )
          .finally(() => this.#deciding.delete(key));
        this.#deciding.set(key, deciding);
      }
    }
  }

  async #decideOne({ runId, position }: StepPlace): Promise<void> {
    const { queries, dispatcher, store } = this.#context;
    const record = await queries.run(runId);
    const run = await store.load(runId);
    if (!record || !run) {
      return;
    }
    const step = run.plan.stepAt[position];
    const scope = await scopeOf(queries, record, run, step);
    const event = await this.#condition(run, step, scope, position);
    await dispatcher.dispatch({ runId, event });
  }

  async #condition(
    run: LoadedRun,
    step: PlannedStep,
    scope: Awaited<ReturnType<typeof scopeOf>>,
    position: number,
  ): Promise<EngineEvent> {
    const { evaluator } = this.#context;
    try {
      const value = await evaluator.condition(run.plan.plan, step, scope);
      return { type: 'decided', position, value };
    } catch (error) {
      return {
        type: 'undecidable',
        position,
        reason: `Its condition could not be evaluated: ${
          (error as Error).message
        }`,
      };
    }
  }

  async #admit(): Promise<void> {
    const { store } = this.#context;
    for (const key of await waitingGroups(store.knex)) {
      const results = await retried(() =>
        store.knex.transaction(trx => admitGroup(store, trx, key)),
      );
      this.react(results);
    }
  }

  async #claim(): Promise<void> {
    let more = true;
    while (more && !this.#stopped) {
      const used = new Map<string, number>();
      for (const { live } of this.#drivers.values()) {
        used.set(live.runner, (used.get(live.runner) ?? 0) + 1);
      }
      more = await this.#claims.claim(used, (live, run, record) =>
        this.#begin(live, run, record),
      );
    }
  }

  #begin(live: LiveAttempt, run: LoadedRun, record?: RunRecord): void {
    const runner = this.#context.runners.get(live.runner);
    if (!runner || this.#stopped) {
      return;
    }
    const driver = new AttemptDriver(this.#context, runner, live, run, record);
    this.#drivers.set(live.handle, driver);
    const driving = driver
      .drive()
      .catch(error =>
        this.#context.logger.error(
          `Attempt ${live.handle}: ${stringifyError(error)}`,
        ),
      )
      .finally(() => {
        this.#drivers.delete(live.handle);
        this.#driving.delete(driving);
        // Its place is free.
        this.wake();
      });
    this.#driving.add(driving);
  }

  /** Prolongs leases, lets go of what is not ours any more, passes on stops. */
  async #holdLeases(): Promise<void> {
    const { store, owner, settings } = this.#context;
    const known = [...this.#drivers.values()];
    const mine = await heartbeat(store.knex, owner, settings.leaseMs);
    const byHandle = new Map(mine.map(live => [live.handle, live]));
    for (const driver of known) {
      const live = byHandle.get(driver.live.handle);
      if (live && live.epoch !== driver.live.epoch) {
        driver.abandon();
      } else if (live?.stopping) {
        driver.stop(live.force);
      }
    }
    const orphaned = mine.filter(live => !this.#drivers.has(live.handle));
    await Promise.all(orphaned.map(live => this.#take(live)));
  }

  async #takeOver(): Promise<void> {
    const { store, owner, exclusive, settings } = this.#context;
    const abandoned = await abandonedAttempts(store.knex, {
      owner,
      all: exclusive,
      silentMs: 0,
    });
    const reachable = (live: LiveAttempt) => {
      const runner = this.#context.runners.get(live.runner);
      return runner !== undefined && runner.place === live.place;
    };
    await Promise.all(
      abandoned.filter(reachable).map(live => this.#take(live)),
    );
    const silent = await abandonedAttempts(store.knex, {
      owner,
      all: false,
      silentMs: settings.hostSilenceMs,
    });
    await Promise.all(
      silent
        .filter(live => !reachable(live))
        .map(({ runId, position, number, epoch, place, runner }) =>
          this.#context.dispatcher.dispatch({
            runId,
            event: {
              type: 'lost',
              position,
              number,
              epoch,
              reason: `Its host ${
                place ?? ''
              } with the ${runner} runner has been silent for too long`,
            },
            details: {},
          }),
        ),
    );
  }

  /** Becomes the owner of an attempt, under a new epoch, and goes on with it. */
  async #take(live: LiveAttempt): Promise<void> {
    const { dispatcher, owner, settings } = this.#context;
    if (this.#drivers.has(live.handle)) {
      return;
    }
    const { runId, position, number, epoch } = live;
    const { applied, run } = await dispatcher.dispatch({
      runId,
      event: { type: 'taken', position, number, epoch },
      details: { owner, leaseMs: settings.leaseMs },
    });
    if (applied && run) {
      this.#begin({ ...live, owner, epoch: epoch + 1 }, run);
    }
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
