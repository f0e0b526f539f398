import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { Engine } from '../Engine';
import { describeOnDatabases, freshDatabase } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { componentOf, planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { FunctionRunner, type StepFunction } from './FunctionRunner';

describeOnDatabases('steps that are functions', kind => {
  let folder: string;
  let knex: Knex;
  const engines: Engine[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'functions-'));
    knex = await freshDatabase(kind);
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) {
      await engine.shutdown();
    }
    await knex.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  async function engineWith(step: StepFunction): Promise<Engine> {
    const engine = await Engine.create({
      knex,
      runners: [FunctionRunner.create({ 'dop/thing': step })],
      blobs: await FolderBlobStore.create(join(folder, 'blobs')),
      workDirectory: join(folder, 'work'),
      logger: mockServices.logger.mock(),
      settings: { pollMs: 50, leaseMs: 300, graceSeconds: 0.05 },
    });
    engines.push(engine);
    await engine.start();
    return engine;
  }

  const ended = (engine: Engine, id: string) =>
    waitFor(async () => {
      const run = await engine.queries.run(id);
      return run && isTerminal(run.state) && run;
    });

  const strict = componentOf({
    outputs: {
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'integer' } },
    },
  });

  it('get inputs, give checked outputs, keep a log and leave no file', async () => {
    const engine = await engineWith(async call => {
      if (call.env.CO_STEP === 'slow') {
        call.log('thinking\n');
        await new Promise(resolve => setTimeout(resolve, 50));
        call.log('done\n');
      }
      if (call.env.CO_STEP === 'refuses') {
        throw new Error('The shop is closed');
      }
      return call.env.CO_STEP === 'wrong' ? { n: 'one' } : call.inputs;
    });
    const input = { n: { kind: 'literal' as const, value: 1 } };
    const { id } = await engine.startRun(
      newRunOf(
        planOf(
          ['quick', 'slow', 'wrong', 'refuses'].map(name =>
            stepOf(name, { with: input }),
          ),
          { components: { thing: strict } },
        ),
      ),
    );
    expect((await ended(engine, id)).state).toBe('failed');
    const [quick, slow, wrong, refuses] = await engine.queries.steps(id);
    expect(quick.attempts[0].outputs).toEqual({ n: 1 });
    expect(slow.state).toBe('succeeded');
    expect(wrong.reason).toBe(
      'What it gave back does not fit its schema: n must be integer',
    );
    expect(refuses.reason).toBe('The shop is closed');
    const log = await engine.readLog(
      { runId: id, position: 1, attempt: 1 },
      { offset: 0, limit: 100 },
    );
    expect(log?.data.toString()).toBe('thinking\ndone\n');
    expect(await readdir(join(folder, 'work'))).toEqual([]);
  });

  it('end when they are asked to, or are no longer listened to', async () => {
    let heard = 0;
    const engine = await engineWith(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            heard += 1;
          });
        }),
    );
    const { id } = await engine.startRun(newRunOf(planOf([stepOf('deaf')])));
    await waitFor(
      async () =>
        (await engine.queries.steps(id))[0].attempts[0]?.state === 'running',
    );
    await engine.cancelRun(id, { by: 'user:default/eve' });
    expect((await ended(engine, id)).state).toBe('cancelled');
    expect(heard).toBe(1);
  });

  it('are lost with their process, and tried again', async () => {
    let calls = 0;
    const step: StepFunction = async () => {
      calls += 1;
      return calls === 1 ? new Promise(() => undefined) : {};
    };
    const first = await engineWith(step);
    const { id } = await first.startRun(newRunOf(planOf([stepOf('only')])));
    await waitFor(
      async () =>
        (await first.queries.steps(id))[0].attempts[0]?.state === 'running',
    );
    await engines.pop()?.shutdown();
    const second = await engineWith(step);
    expect((await ended(second, id)).state).toBe('succeeded');
    const [{ attempts }] = await second.queries.steps(id);
    expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
    expect(attempts[0].reason).toBe('The process that ran it ended');
  });
});
