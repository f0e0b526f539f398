import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { AttemptSpec } from '@dop/plugin-pipelines-node';
import knexFactory, { type Knex } from 'knex';
import { Engine } from '../Engine';
import type { EngineOptions } from '../EngineOptions';
import type { RunRecord } from '../store/records';
import { freshDatabase, type DatabaseKind } from './databases';
import { MemoryRunner, type Behaviour } from './MemoryRunner';
import { waitFor } from './waitFor';

/** What the steps of a test do, by the step's id. */
export type Behaviours = Record<
  string,
  Behaviour | ((spec: AttemptSpec) => Behaviour)
>;

const silent: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silent,
};

/** A database with engines on it whose steps do what a test says. */
export class Workshop {
  readonly knex: Knex;
  /** How often each step instance was started, by run and instance. */
  readonly starts = new Map<string, number>();
  readonly behaviours: Behaviours = {};
  readonly blobs: FolderBlobStore;
  readonly #folder: string;
  readonly #engines: Engine[] = [];
  readonly #databases: Knex[] = [];

  private constructor(knex: Knex, folder: string, blobs: FolderBlobStore) {
    this.blobs = blobs;
    this.knex = knex;
    this.#folder = folder;
    this.#databases.push(knex);
  }

  static async create(kind: DatabaseKind): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'engine-'));
    return new Workshop(
      await freshDatabase(kind, join(folder, 'engine.sqlite')),
      folder,
      await FolderBlobStore.create(join(folder, 'blobs')),
    );
  }

  /** An engine at work. */
  async engine(options: Partial<EngineOptions> = {}): Promise<Engine> {
    const runner = new MemoryRunner(spec => {
      const place = `${spec.env.CO_RUN_ID} ${spec.env.CO_STEP}`;
      this.starts.set(place, (this.starts.get(place) ?? 0) + 1);
      const id = spec.env.CO_STEP.replace(/\[.*/, '');
      const behaviour = this.behaviours[id] ?? {};
      return typeof behaviour === 'function' ? behaviour(spec) : behaviour;
    });
    const engine = await Engine.create({
      knex: this.knex,
      runners: [runner],
      blobs: this.blobs,
      workDirectory: join(this.#folder, 'work'),
      logger: silent,
      settings: { pollMs: 50, graceSeconds: 1 },
      ...options,
    });
    this.#engines.push(engine);
    await engine.start();
    return engine;
  }

  /** Another engine at work, with its own connections to the PostgreSQL. */
  async replica(options: Partial<EngineOptions> = {}): Promise<Engine> {
    const knex = knexFactory(this.knex.client.config);
    this.#databases.push(knex);
    return this.engine({ ...options, knex });
  }

  /** Leaves everything as it is, as at the end of a process. */
  async stop(engine: Engine): Promise<void> {
    this.#engines.splice(this.#engines.indexOf(engine), 1);
    await engine.shutdown();
  }

  async ended(engine: Engine, id: string): Promise<RunRecord> {
    return waitFor(async () => {
      const run = await engine.queries.run(id);
      return run && isTerminal(run.state) && run;
    });
  }

  async inState(
    engine: Engine,
    id: string,
    state: RunRecord['state'],
  ): Promise<RunRecord> {
    return waitFor(async () => {
      const run = await engine.queries.run(id);
      return run?.state === state && run;
    });
  }

  /** States of the step instances of a run, by key. */
  async states(engine: Engine, id: string): Promise<Record<string, string>> {
    return Object.fromEntries(
      (await engine.queries.steps(id)).map(step => [step.key, step.state]),
    );
  }

  async close(): Promise<void> {
    for (const engine of this.#engines.splice(0)) {
      await engine.shutdown();
    }
    for (const knex of this.#databases) {
      await knex.destroy();
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
