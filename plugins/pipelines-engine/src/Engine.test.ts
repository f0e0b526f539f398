import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { Engine } from './Engine';
import type { EngineOptions } from './EngineOptions';
import type { EngineFact } from './facts';
import { LogStore } from './logs/LogStore';
import { describeOnDatabases, freshDatabase } from './testUtils/databases';
import { MemoryRunner, type Behaviour } from './testUtils/MemoryRunner';
import { newRunOf } from './testUtils/newRun';
import { componentOf, planOf, stepOf } from './testUtils/planOf';
import { inlineEvaluator } from './scheduler/Evaluator';
import { waitFor } from './testUtils/waitFor';
import type { AttemptSpec } from '@dop/plugin-pipelines-node';

describeOnDatabases('engine', kind => {
  let folder: string;
  let knex: Knex;
  const engines: Engine[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
    knex = await freshDatabase(kind);
  });

  afterEach(async () => {
    for (const engine of engines.splice(0)) {
      await engine.shutdown();
    }
    await knex.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  async function engineWith(
    runner: MemoryRunner,
    options: Partial<EngineOptions> = {},
  ): Promise<Engine> {
    const engine = await Engine.create({
      knex,
      runners: [runner],
      blobs: await FolderBlobStore.create(join(folder, 'blobs')),
      workDirectory: join(folder, 'work'),
      logger: mockServices.logger.mock(),
      settings: { pollMs: 50, graceSeconds: 1 },
      ...options,
    });
    engines.push(engine);
    await engine.start();
    return engine;
  }

  function programs(
    behaviours: Record<string, Behaviour | ((spec: AttemptSpec) => Behaviour)>,
  ): MemoryRunner {
    return new MemoryRunner(spec => {
      const behaviour = behaviours[spec.env.CO_STEP] ?? {};
      return typeof behaviour === 'function' ? behaviour(spec) : behaviour;
    });
  }

  async function ended(engine: Engine, id: string) {
    return waitFor(async () => {
      const run = await engine.queries.run(id);
      return run && isTerminal(run.state) && run;
    });
  }

  async function statesOf(engine: Engine, id: string) {
    return Object.fromEntries(
      (await engine.queries.steps(id)).map(step => [step.key, step.state]),
    );
  }

  it('starts the next program while an outcome is recorded, and no more', async () => {
    let record: () => void = () => undefined;
    const recorded = new Promise<void>(resolve => {
      record = resolve;
    });
    const started: string[] = [];
    const engine = await engineWith(
      new MemoryRunner(spec => {
        started.push(spec.env.CO_STEP);
        return {};
      }),
      {
        settings: { pollMs: 50, graceSeconds: 1, slots: { memory: 1 } },
        probe: point => (point === 'collecting' ? recorded : undefined),
      },
    );
    const { id } = await engine.startRun(
      newRunOf(planOf(['a', 'b', 'c'].map(name => stepOf(name)))),
    );
    await waitFor(async () => started.length === 2);
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(started).toHaveLength(2);
    record();
    expect((await ended(engine, id)).state).toBe('succeeded');
    expect(started).toHaveLength(3);
  });

  it('a condition that takes long holds up its own step only', async () => {
    let answer: (value: boolean) => void = () => undefined;
    const slow = new Promise<boolean>(resolve => {
      answer = resolve;
    });
    const engine = await engineWith(programs({}), {
      evaluator: {
        ...inlineEvaluator,
        condition: (plan, step, scope) =>
          step.id === 'slow'
            ? slow
            : inlineEvaluator.condition(plan, step, scope),
      },
    });
    const always = { kind: 'expression' as const, source: 'true' };
    const first = await engine.startRun(
      newRunOf(planOf([stepOf('slow', { if: always })])),
    );
    const second = await engine.startRun(
      newRunOf(planOf([stepOf('quick', { if: always })])),
    );
    expect(await ended(engine, second.id)).toMatchObject({
      state: 'succeeded',
    });
    expect(await engine.queries.run(first.id)).toMatchObject({
      state: 'running',
    });
    answer(true);
    expect(await ended(engine, first.id)).toMatchObject({ state: 'succeeded' });
  });

  it('values flow along links, a matrix gives its list in order, and everything is in the journal', async () => {
    const runner = programs({
      source: { outputs: { name: 'checkout' }, log: 'cloning\n' },
      'test[shard=1]': { outputs: { passed: 3 } },
      'test[shard=2]': { outputs: { passed: 4 } },
      sum: spec => ({
        outputs: { echoed: JSON.parse(spec.env.CO_DATA) },
      }),
    });
    const engine = await engineWith(runner);
    const outputs = {
      type: 'object' as const,
      properties: {
        name: { type: 'string' as const },
        passed: { type: 'integer' as const },
      },
    };
    const plan = planOf(
      [
        stepOf('source'),
        stepOf('test', {
          needs: ['source'],
          matrix: { axes: [{ name: 'shard', values: [1, 2] }] },
          with: { shard: { kind: 'expression', source: 'matrix.shard' } },
        }),
        stepOf('sum', {
          action: { type: 'uses', uses: 'any' },
          needs: ['source', 'test'],
          links: [
            { from: 'source', output: 'name', to: 'with.name' },
            { from: 'test', output: 'passed', to: 'with.passed' },
          ],
          with: {
            name: {
              kind: 'text',
              parts: [
                'the ',
                { kind: 'expression', source: 'steps.source.outputs.name' },
              ],
            },
            passed: { kind: 'expression', source: 'steps.test.outputs.passed' },
          },
        }),
      ],
      { components: { thing: componentOf({ outputs }), any: componentOf() } },
    );
    const { id, number } = await engine.startRun(newRunOf(plan));
    expect(number).toBe(1);
    const run = await ended(engine, id);
    expect(run.state).toBe('succeeded');
    expect(run.counts).toEqual({ succeeded: 4 });
    const steps = await engine.queries.steps(id);
    expect(steps.at(-1)?.attempts[0].outputs).toEqual({
      echoed: { name: 'the checkout', passed: [3, 4] },
    });
    const events = await engine.queries.events(id, { after: 0, limit: 1000 });
    expect(events.map(event => event.sequence)).toEqual(
      events.map((_, index) => index + 1),
    );
    expect(events.at(-1)).toMatchObject({
      type: 'run.state',
      state: 'succeeded',
    });
    expect(run.sequence).toBe(events.length);
    const log = await engine.readLog(
      { runId: id, position: 0, attempt: 1 },
      { offset: 0, limit: 100 },
    );
    expect(log?.data.toString()).toBe('cloning\n');
    expect(log?.end).toBe(true);
    // Everything of the attempts is gone.
    await waitFor(async () => runner.attempts.size === 0);
  });

  it('a failure skips what needs it, runs what is there for it, and names the reasons', async () => {
    const engine = await engineWith(
      programs({
        build: { code: 3, outputs: { note: 'half' } },
        lint: { code: 1 },
        unwanted: { outputs: {} },
      }),
    );
    const plan = planOf([
      stepOf('build'),
      stepOf('lint', { allowFailure: true }),
      stepOf('deploy', { needs: ['build'] }),
      stepOf('afterLint', { needs: ['lint'] }),
      stepOf('report', { needs: ['deploy'], runsOn: 'failure' }),
      stepOf('clean', { needs: ['deploy'], runsOn: 'always' }),
      stepOf('unwanted', {
        needs: ['lint'],
        if: { kind: 'expression', source: 'trigger.type == "manual"' },
      }),
      stepOf('afterUnwanted', { needs: ['unwanted'] }),
      stepOf('decides', {
        needs: ['build'],
        runsOn: 'condition',
        if: { kind: 'expression', source: 'steps.build.state == "failed"' },
      }),
    ]);
    const { id } = await engine.startRun(newRunOf(plan));
    expect((await ended(engine, id)).state).toBe('failed');
    expect(await statesOf(engine, id)).toEqual({
      build: 'failed',
      lint: 'warned',
      deploy: 'skipped',
      afterLint: 'succeeded',
      report: 'succeeded',
      clean: 'succeeded',
      unwanted: 'skipped',
      afterUnwanted: 'skipped',
      decides: 'succeeded',
    });
    const [build, , deploy, , , , unwanted] = await engine.queries.steps(id);
    expect(build.reason).toBe('It ended with exit code 3');
    expect(build.attempts[0].outputs).toEqual({ note: 'half' });
    expect(deploy.reason).toBe('Step build did not succeed');
    expect(unwanted.reason).toBe('Its condition is false');
  });

  it('outputs that do not fit the schema fail the step with the place', async () => {
    const engine = await engineWith(
      programs({ wrong: { outputs: { count: 'many' } }, missing: {} }),
    );
    const strict = componentOf({
      outputs: {
        type: 'object',
        required: ['count'],
        properties: { count: { type: 'integer' } },
      },
    });
    const { id } = await engine.startRun(
      newRunOf(
        planOf([stepOf('wrong'), stepOf('missing')], {
          components: { thing: strict },
        }),
      ),
    );
    expect((await ended(engine, id)).state).toBe('failed');
    const [wrong, missing] = await engine.queries.steps(id);
    expect(wrong.reason).toBe(
      'It ended with exit code 0, but out.json does not fit the schema of its outputs: count must be integer',
    );
    expect(missing.reason).toBe(
      'It ended with exit code 0, but it wrote no out.json: count is missing',
    );
  });

  it('a log is whole although the database was away while it was written', async () => {
    const append = LogStore.prototype.append;
    let calls = 0;
    const away = jest
      .spyOn(LogStore.prototype, 'append')
      .mockImplementation(async function failing(this: LogStore, ...args) {
        calls += 1;
        if (calls === 1) {
          throw new Error('read ECONNRESET');
        }
        const added = await append.apply(this, args);
        if (calls === 2) {
          throw new Error('COMMIT; - Connection terminated unexpectedly');
        }
        return added;
      });
    try {
      const engine = await engineWith(
        programs({ talker: { log: 'line 1\nline 2\n' } }),
      );
      const { id } = await engine.startRun(
        newRunOf(planOf([stepOf('talker')])),
      );
      expect((await ended(engine, id)).state).toBe('succeeded');
      const log = await engine.readLog(
        { runId: id, position: 0, attempt: 1 },
        { offset: 0, limit: 100 },
      );
      expect(log?.data.toString()).toBe('line 1\nline 2\n');
      expect(calls).toBe(3);
    } finally {
      away.mockRestore();
    }
  });

  it('a step is tried again as often as it says, then stands', async () => {
    const keys: string[] = [];
    const engine = await engineWith(
      programs({
        flaky: ({ env }) => {
          keys.push(env.CO_IDEMPOTENCY_KEY);
          return { code: keys.length < 3 ? 1 : 0 };
        },
        broken: { code: 2 },
      }),
    );
    const retry = { attempts: 3, backoffMs: 5, on: ['failed' as const] };
    const { id } = await engine.startRun(
      newRunOf(
        planOf([stepOf('flaky', { retry }), stepOf('broken', { retry })]),
      ),
    );
    await ended(engine, id);
    const [flaky, broken] = await engine.queries.steps(id);
    expect(flaky.state).toBe('succeeded');
    expect(flaky.attempts.map(attempt => attempt.state)).toEqual([
      'failed',
      'failed',
      'succeeded',
    ]);
    expect(broken.state).toBe('failed');
    expect(broken.attempts).toHaveLength(3);
    // What a program sends along, so that doing it again harms nobody.
    expect(keys).toEqual(Array(3).fill(`${id}/flaky`));
  });

  it('a timeout stops the attempt, and a cancel the run, which still runs what always runs', async () => {
    const runner = programs({
      slow: { hangs: true },
      endless: { hangs: true },
      clean: {},
    });
    const engine = await engineWith(runner);
    const timed = await engine.startRun(
      newRunOf(planOf([stepOf('slow', { timeoutMs: 30 })])),
    );
    expect((await ended(engine, timed.id)).state).toBe('timedOut');
    const { id } = await engine.startRun(
      newRunOf(
        planOf([
          stepOf('endless'),
          stepOf('never', { needs: ['endless'] }),
          stepOf('clean', { needs: ['endless'], runsOn: 'always' }),
        ]),
      ),
    );
    await waitFor(
      async () =>
        (await statesOf(engine, id)).endless === 'running' &&
        [...runner.attempts.keys()].length > 0,
    );
    expect(await engine.cancelRun(id, { by: 'user:default/eve' })).toBe(true);
    const run = await ended(engine, id);
    expect(run).toMatchObject({
      state: 'cancelled',
      cause: 'cancel',
      cancelledBy: 'user:default/eve',
    });
    expect(await statesOf(engine, id)).toEqual({
      endless: 'cancelled',
      never: 'skipped',
      clean: 'succeeded',
    });
    expect(await engine.cancelRun(id, { by: 'user:default/eve' })).toBe(false);
  });

  it('runs of a group wait, replace or are refused, as the workflow says', async () => {
    const runner = programs({ hold: { hangs: true } });
    const engine = await engineWith(runner);
    const plan = planOf([stepOf('hold')]);
    const start = (whenBusy: 'queue' | 'cancelOlder' | 'reject', key: string) =>
      engine.startRun(
        newRunOf(plan, { concurrency: { key, limit: 1, whenBusy } }),
      );
    const first = await start('queue', 'a');
    const second = await start('queue', 'a');
    const third = await start('reject', 'a');
    const stateOf = async (id: string) => (await engine.queries.run(id))?.state;
    expect(await stateOf(first.id)).toBe('running');
    expect(await stateOf(second.id)).toBe('queued');
    expect(await stateOf(third.id)).toBe('rejected');
    await engine.cancelRun(first.id, { by: 'x' });
    await waitFor(async () => (await stateOf(second.id)) === 'running');
    const fourth = await start('cancelOlder', 'a');
    await waitFor(async () => (await stateOf(fourth.id)) === 'running');
    expect(await engine.queries.run(second.id)).toMatchObject({
      state: 'cancelled',
      cause: 'superseded',
    });
    await engine.cancelRun(fourth.id, { by: 'x' });
    await ended(engine, fourth.id);
    expect([first, second, third, fourth].map(run => run.number)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('another engine goes on with attempts, starts nothing twice, and lost hosts are tried again', async () => {
    const runner = programs({ hold: { hangs: true } });
    const one = await engineWith(runner, {
      settings: { pollMs: 20, leaseMs: 120 },
    });
    const { id } = await one.startRun(newRunOf(planOf([stepOf('hold')])));
    await waitFor(async () => runner.attempts.size === 1);
    await waitFor(
      async () =>
        (await one.queries.steps(id))[0].attempts[0]?.state === 'running',
    );
    await one.shutdown();
    engines.splice(0);
    const two = await engineWith(runner, {
      settings: { pollMs: 20, leaseMs: 120 },
    });
    await waitFor(
      async () => (await two.queries.steps(id))[0].attempts[0].epoch === 2,
    );
    expect([...runner.starts.values()]).toEqual([1]);
    runner.loseAll();
    await waitFor(
      async () => (await two.queries.steps(id))[0].attempts.length === 2,
    );
    const [step] = await two.queries.steps(id);
    expect(step.attempts[0]).toMatchObject({
      state: 'lost',
      reason: 'The host went down',
    });
    await two.cancelRun(id, { by: 'x' });
    expect((await ended(two, id)).state).toBe('cancelled');
  });

  it('facts are told in the transaction that makes them true', async () => {
    const told: EngineFact[] = [];
    let failures = 2;
    const engine = await engineWith(
      programs({ build: { outputs: { image: 'x' } } }),
      {
        onFacts: async (trx, facts) => {
          await trx('run_settings')
            .insert({ name: `fact-${facts[0].run.id}`, value: facts[0].type })
            .onConflict('name')
            .ignore();
          failures -= 1;
          if (failures >= 0) {
            throw new Error('The outbox is not there');
          }
          told.push(...facts);
        },
      },
    );
    const { id } = await engine.startRun(newRunOf(planOf([stepOf('build')])));
    expect((await ended(engine, id)).state).toBe('succeeded');
    expect(told.map(fact => fact.type)).toEqual([
      'attemptCollected',
      'runFinished',
    ]);
    expect(told[0]).toMatchObject({
      stepId: 'build',
      attempt: 1,
      outcome: 'succeeded',
      outputs: { image: 'x' },
      isolated: true,
    });
  });

  it('is not healthy while its loop stands still', async () => {
    let release: () => void = () => undefined;
    const hanging = new Promise<void>(resolve => {
      release = resolve;
    });
    const engine = await engineWith(programs({}), {
      settings: { pollMs: 20, graceSeconds: 1, loopSilenceMs: 400 },
      place: async () => {
        await hanging;
        return { kind: 'memory' };
      },
    });
    await waitFor(async () => (await engine.health()).alive);
    const { id } = await engine.startRun(newRunOf(planOf([stepOf('build')])));
    const still = await waitFor(async () => {
      const health = await engine.health();
      return !health.alive && health;
    });
    expect(still.lastProgressMs).toBeGreaterThanOrEqual(400);
    expect(still.ready).toBe(1);
    release();
    expect((await ended(engine, id)).state).toBe('succeeded');
    await waitFor(async () => (await engine.health()).alive);
  });

  it('is not healthy while it cannot look for what is ready, although it does what it is told of', async () => {
    const engine = await engineWith(programs({}), {
      settings: { pollMs: 20, graceSeconds: 1, loopSilenceMs: 300 },
    });
    const { query } = knex.client;
    const broken = jest
      .spyOn(knex.client, 'query')
      .mockImplementation(async (connection, asked) => {
        const { sql } = asked as { sql: string };
        if (sql.startsWith('SELECT run_id, position, step_id, attempt')) {
          throw new Error('The disk image is malformed');
        }
        return query.call(knex.client, connection, asked);
      });
    try {
      await waitFor(async () => {
        const plan = planOf([stepOf('build'), stepOf('test')]);
        const { id } = await engine.startRun(newRunOf(plan));
        expect((await ended(engine, id)).state).toBe('succeeded');
        return !(await engine.health()).alive;
      });
    } finally {
      broken.mockRestore();
    }
    await waitFor(async () => (await engine.health()).alive);
  });

  it('a step that no runner may take says why and stays ready', async () => {
    const runner = programs({});
    runner.available = { available: false, reason: 'The engine is not there' };
    const engine = await engineWith(runner);
    const { id } = await engine.startRun(newRunOf(planOf([stepOf('build')])));
    await waitFor(async () => {
      const [step] = await engine.queries.steps(id);
      return (
        step.state === 'ready' && step.reason === 'The engine is not there'
      );
    });
    expect((await engine.health()).ready).toBe(1);
    await engine.cancelRun(id, { by: 'x' });
    expect((await ended(engine, id)).state).toBe('cancelled');
    const again = await engine.rerun(id, { actor: 'user:default/bob' });
    expect(await engine.queries.run(again.id)).toMatchObject({
      rerunOf: id,
      actor: 'user:default/bob',
      number: 2,
    });
    await engine.cancelRun(again.id, { by: 'x' });
  });

  it('a run token works while its attempt does', async () => {
    const tokens: string[] = [];
    const runner = programs({ push: { hangs: true } });
    const engine = await engineWith(runner);
    const plan = planOf([stepOf('push')], {
      components: { thing: componentOf({ network: 'portal' }) },
    });
    const { id } = await engine.startRun(newRunOf(plan));
    const [attempt] = await waitFor(
      async () => runner.attempts.size > 0 && [...runner.attempts.values()],
    );
    tokens.push(await readFile(join(attempt.spec.workFolder, 'token'), 'utf8'));
    expect(await engine.verifyRunToken(tokens[0])).toMatchObject({
      stepId: 'push',
      attempt: 1,
      run: { id },
    });
    expect(await engine.verifyRunToken(`${tokens[0]}x`)).toBeUndefined();
    await engine.cancelRun(id, { by: 'x' });
    await ended(engine, id);
    expect(await engine.verifyRunToken(tokens[0])).toBeUndefined();
  });

  it('many runs at once, from two engines where the database allows it, start nothing twice', async () => {
    const runner = new MemoryRunner(() => ({ outputs: {}, log: 'x\n' }));
    const one = await engineWith(runner);
    // SQLite has one process, which may still have two engines one after the other.
    const two = kind === 'postgres' ? await engineWith(runner) : one;
    const plan = planOf([
      stepOf('a'),
      stepOf('b', { needs: ['a'] }),
      stepOf('c', { needs: ['a'] }),
      stepOf('d', { needs: ['b', 'c'] }),
    ]);
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? one : two).startRun(newRunOf(plan)),
      ),
    );
    for (const { id } of runs) {
      const run = await ended(one, id);
      expect(run.state).toBe('succeeded');
      const events = await two.queries.events(id, { after: 0, limit: 1000 });
      expect(events.map(event => event.sequence)).toEqual(
        events.map((_, index) => index + 1),
      );
    }
    expect(new Set(runs.map(run => run.number)).size).toBe(20);
    expect(runner.starts.size).toBe(80);
    expect([...new Set(runner.starts.values())]).toEqual([1]);
  }, 60_000);

  it('a run started in a transaction is there or not with it', async () => {
    const engine = await engineWith(programs({}));
    const plan = planOf([stepOf('only')]);
    await expect(
      knex.transaction(async trx => {
        await engine.startRun(newRunOf(plan), trx);
        throw new Error('The delivery could not be stored');
      }),
    ).rejects.toThrow('The delivery');
    const { id } = await knex.transaction(trx =>
      engine.startRun(newRunOf(plan), trx),
    );
    expect((await ended(engine, id)).state).toBe('succeeded');
    expect(await engine.queries.runs({}, { limit: 10 })).toHaveLength(1);
  });
});
