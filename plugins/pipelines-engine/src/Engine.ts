import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { isSqlite } from '@dop/plugin-devops-node';
import type { Runner } from '@dop/plugin-pipelines-node';
import type { Knex } from 'knex';
import { Collector } from './collect/Collector';
import { SchemaChecker } from './collect/SchemaChecker';
import { defaultLimits } from './core';
import type { EngineHealth, EngineOptions, TokenHolder } from './EngineOptions';
import { factsOf } from './facts';
import { LogStore, type LogOf, type LogPart } from './logs/LogStore';
import { People, type Answer } from './People';
import { PostgresReplicas } from './replicas/PostgresReplicas';
import { rerunOf, type RerunOptions } from './rerunOf';
import type {
  ChangeHint,
  EngineContext,
  EngineSettings,
} from './scheduler/EngineContext';
import { inlineEvaluator } from './scheduler/Evaluator';
import { placeAnywhere } from './scheduler/placeAnywhere';
import { parseRunToken, runTokenMatches } from './scheduler/RunToken';
import { Scheduler } from './scheduler/Scheduler';
import { shareAllArtifacts } from './store/artifactUses';
import { createRuns } from './store/createRuns';
import { retried } from './store/dialect';
import { Dispatcher } from './store/Dispatcher';
import { openStore } from './store/openStore';
import type { NewRun } from './store/records';
import { RunQueries } from './store/RunQueries';
import { RunStore, type AppliedEvent } from './store/RunStore';
import { queueAge } from './store/work';

const defaultSettings: EngineSettings = {
  leaseMs: 30_000,
  pollMs: 1_000,
  hostSilenceMs: 10 * 60_000,
  graceSeconds: 10,
  maxLogBytes: 64 * 1024 * 1024,
  slots: { process: Math.max(2, availableParallelism()), function: 400 },
  defaultSlots: 4,
  loopSilenceMs: 60_000,
};

/** Runs workflows. */
export class Engine {
  readonly queries: RunQueries;
  readonly #context: EngineContext;
  readonly #scheduler: Scheduler;
  readonly #people: People;
  readonly #listeners: Set<(change: ChangeHint) => void>;

  private constructor(
    context: EngineContext,
    scheduler: Scheduler,
    listeners: Set<(change: ChangeHint) => void>,
  ) {
    this.#context = context;
    this.queries = context.queries;
    this.#scheduler = scheduler;
    this.#people = new People(context);
    this.#listeners = listeners;
  }

  /** Opens the store; nothing runs before {@link Engine.start}. */
  static async create(options: EngineOptions): Promise<Engine> {
    const { knex, blobs, logger } = options;
    await openStore(knex);
    await mkdir(options.workDirectory, { recursive: true, mode: 0o711 });
    const runners = new Map<string, Runner>();
    for (const runner of options.runners) {
      if (runners.has(runner.kind)) {
        throw new ConflictError(
          `There are two runners of the kind ${runner.kind}`,
        );
      }
      runners.set(runner.kind, runner);
    }
    const { onFacts } = options;
    const store = RunStore.create({
      knex,
      limits: { ...defaultLimits, ...given(options.limits) },
      hook:
        onFacts &&
        (async (trx, changes) => {
          const facts = await factsOf(trx, changes);
          if (facts.length > 0) {
            await onFacts(trx, facts);
          }
        }),
    });
    const listeners = new Set<(change: ChangeHint) => void>();
    const schemas = SchemaChecker.create();
    const parts: { scheduler?: Scheduler } = {};
    const after = (results: AppliedEvent[]) => {
      parts.scheduler?.react(results);
      options.onCommitted?.();
    };
    const exclusive = isSqlite(knex);
    const handlePrefix = `dop-${await instanceName(knex)}`;
    const replicas = exclusive
      ? undefined
      : PostgresReplicas.create({ knex, channel: handlePrefix, logger });
    const context: EngineContext = {
      store,
      queries: new RunQueries(knex, store.cache),
      dispatcher: new Dispatcher(store, after),
      runners,
      blobs,
      logs: LogStore.create({ knex, blobs }),
      evaluator: options.evaluator ?? inlineEvaluator,
      schemas,
      collector: Collector.create({ blobs, schemas }),
      logger,
      settings: settingsOf(options.settings),
      place: options.place ?? placeAnywhere,
      secrets: options.secrets,
      owner: `${hostname()}-${process.pid}-${randomBytes(6).toString('hex')}`,
      exclusive,
      replicas,
      handlePrefix,
      childMeta: options.childMeta ?? (parent => parent.meta),
      workDirectory: options.workDirectory,
      portalUrl: options.portalUrl,
      hint: change => {
        listeners.forEach(listener => listener(change));
        replicas?.tell({ type: 'change', change });
      },
      probe: async point => options.probe?.(point),
    };
    parts.scheduler = new Scheduler(context);
    return new Engine(context, parts.scheduler, listeners);
  }

  /** Begins to work, with what an earlier process left first. */
  async start(): Promise<void> {
    await this.#removeOldFolders();
    this.#context.replicas?.listen(news => {
      if (news.type === 'change') {
        this.#listeners.forEach(listener => listener(news.change));
      } else {
        this.#scheduler.hear(news);
      }
    });
    this.#scheduler.start();
  }

  /**
   * Stops working. Programs go on; whoever comes next finds them. Close the
   * database after this.
   */
  async shutdown(): Promise<void> {
    await this.#scheduler.stop();
    await this.#context.dispatcher.idle();
    // What it leaves is for the others.
    this.#context.replicas?.tell({ type: 'ready' });
    await this.#context.replicas?.close();
    for (const runner of this.#context.runners.values()) {
      await runner.close?.();
    }
  }

  /**
   * Stores a run with its whole plan, and begins it.
   *
   * @param trx - the caller's transaction, when something else must be true with it
   * @throws ConflictError if there is a run with that id
   */
  async startRun(
    input: NewRun,
    trx?: Knex.Transaction,
  ): Promise<{ id: string; number: number }> {
    const { store, dispatcher } = this.#context;
    if (!trx) {
      const { id, number } = await dispatcher.start(input);
      return { id, number };
    }
    const [{ id, number, results }] = await createRuns(store, trx, [input]);
    trx.executionPromise.then(
      () => {
        store.keep(results);
        this.#scheduler.react(results);
      },
      () => undefined,
    );
    return { id, number };
  }

  /**
   * Asks a run to end: attempts are stopped, then steps that always run do so. A
   * second time stops those too.
   *
   * @returns false if it is over already
   * @throws NotFoundError
   */
  async cancelRun(
    runId: string,
    options: { by: string; force?: boolean },
  ): Promise<boolean> {
    const { applied, run } = await this.#context.dispatcher.dispatch({
      runId,
      event: { type: 'cancelled', ...options },
    });
    if (!run) {
      throw new NotFoundError(`There is no run ${runId}`);
    }
    return applied;
  }

  /**
   * Runs the same definition again, all or a part of it, as a new run that is
   * linked to the old one. The old one stays as it is.
   *
   * @throws NotFoundError
   * @throws ConflictError if a part is asked for and the run has not ended
   * @throws InputError for a step that is not there, or if nothing failed
   */
  async rerun(
    runId: string,
    options: RerunOptions,
    trx?: Knex.Transaction,
  ): Promise<{ id: string; number: number }> {
    const { store } = this.#context;
    const repeat = async (own: Knex.Transaction) => {
      const record = await this.queries.within(own).run(runId);
      if (record?.archivedAt) {
        throw new ConflictError(
          `Run ${record.number} is archived: its plan and steps are gone`,
        );
      }
      const old = await store.loadIn(own, runId);
      const { input, sources } = rerunOf(runId, old, options);
      const started = await this.startRun(input, own);
      await shareAllArtifacts(own, sources, started.id);
      return started;
    };
    return trx
      ? repeat(trx)
      : retried(() => store.knex.transaction(own => repeat(own)));
  }

  /**
   * Decides an approval: the first commit wins.
   *
   * @returns false if it is decided or over already
   * @throws NotFoundError
   * @throws InputError if the step is no approval, or the form is not as it asks
   */
  async approve(
    runId: string,
    instanceKey: string,
    answer: Answer,
  ): Promise<boolean> {
    return this.#people.approve(runId, instanceKey, answer);
  }

  /**
   * Stops a run from beginning anything. What runs finishes; waits go on.
   *
   * @returns false if it has not begun, is paused, ends or has ended
   * @throws NotFoundError
   */
  async pauseRun(runId: string, options: { by: string }): Promise<boolean> {
    return this.#people.pause(runId, options);
  }

  /**
   * Lets a paused run go on.
   *
   * @returns false if it is not paused
   * @throws NotFoundError
   */
  async resumeRun(runId: string, options: { by: string }): Promise<boolean> {
    return this.#people.resume(runId, options);
  }

  /** Lets no new runs of a workflow begin, or lets them begin again; live ones go on. */
  async drainWorkflow(
    workflowId: string,
    drain: { by: string } | false,
  ): Promise<void> {
    await this.#people.drain(workflowId, drain);
    if (!drain) {
      await this.#scheduler.admitAll();
    }
  }

  /** Whose run token this is; undefined if it is none, or its attempt is over. */
  async verifyRunToken(token: string): Promise<TokenHolder | undefined> {
    const id = parseRunToken(token);
    if (!id) {
      return undefined;
    }
    const { runId, position, attempt } = id;
    const holder = await this.queries.tokenHolder(runId, position, attempt);
    if (!holder || !runTokenMatches(token, holder.hash)) {
      return undefined;
    }
    const run = await this.queries.run(runId);
    const step = await this.queries.instance(runId, position);
    return (
      run &&
      step && {
        run,
        stepId: step.stepId,
        instanceKey: step.key,
        attempt,
        epoch: holder.epoch,
        isolated: holder.isolated,
      }
    );
  }

  /** A part of a log; undefined if there is no such attempt. */
  async readLog(
    of: LogOf,
    options: { offset: number; limit: number },
  ): Promise<LogPart | undefined> {
    return this.#context.logs.read(of, options);
  }

  /** Where a line of a log begins, in bytes; lines count from 0. */
  async offsetOfLogLine(of: LogOf, line: number): Promise<number> {
    return this.#context.logs.offsetOfLine(of, line);
  }

  /** Hints, not truth: after each change that this process or another replica made. Call the result to end it. */
  onChange(listener: (change: ChangeHint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async health(): Promise<EngineHealth> {
    const { ready, oldestMs } = await queueAge(this.#context.store.knex);
    const lastProgressMs = Date.now() - this.#scheduler.lastProgress;
    return {
      alive: lastProgressMs < this.#context.settings.loopSilenceMs,
      lastProgressMs,
      ready,
      oldestReadyMs: oldestMs,
      driving: this.#scheduler.driving,
    };
  }

  async #removeOldFolders(): Promise<void> {
    const { workDirectory, handlePrefix } = this.#context;
    const folders = (await readdir(workDirectory)).filter(name =>
      name.startsWith(`${handlePrefix}-`),
    );
    const live = await this.queries.liveHandles(folders);
    for (const folder of folders.filter(name => !live.has(name))) {
      await rm(join(workDirectory, folder), { recursive: true, force: true });
    }
  }
}

function settingsOf(settings: Partial<EngineSettings> = {}): EngineSettings {
  return {
    ...defaultSettings,
    ...given(settings),
    slots: { ...defaultSettings.slots, ...settings.slots },
  };
}

/** Without what is undefined, which would hide a default. */
function given<T extends object>(values: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** A short name of this database, so that portals on one container engine stay apart. */
async function instanceName(knex: Knex): Promise<string> {
  await knex('run_settings')
    .insert({ name: 'instance', value: randomBytes(3).toString('hex') })
    .onConflict('name')
    .ignore();
  const row: { value: string } = await knex('run_settings')
    .where('name', 'instance')
    .first();
  return row.value;
}
