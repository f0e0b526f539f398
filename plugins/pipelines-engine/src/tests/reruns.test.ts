import type { RerunOptions } from '../rerunOf';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const bob = 'user:default/bob';
const text = (source: string) => ({ kind: 'expression' as const, source });

const plan = planOf([
  stepOf('build'),
  stepOf('shards', { needs: ['build'] }),
  stepOf('test', {
    needs: ['build', 'shards'],
    links: [{ from: 'shards', output: 'list', to: 'matrix.shard' }],
    matrix: {
      axes: [{ name: 'shard', values: text('steps.shards.outputs.list') }],
    },
    with: { shard: text('matrix.shard') },
  }),
  stepOf('release', {
    needs: ['build'],
    action: { type: 'approve', by: ['group:default/qa'] },
  }),
  stepOf('deploy', {
    needs: ['test', 'release', 'build'],
    links: [
      { from: 'build', output: 'file', to: 'with.file' },
      { from: 'release', output: 'by', to: 'with.by' },
    ],
    with: {
      file: text('steps.build.outputs.file'),
      by: text('steps.release.outputs.by'),
    },
  }),
]);

describeOnDatabases('reruns', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
    workshop.behaviours.build = { outputs: { file: 'a.tar' } };
    workshop.behaviours.shards = { outputs: { list: [1, 2, 3] } };
  });
  afterEach(() => workshop.close());

  it('takes over what went well, by reference and through several reruns, and tells nobody again', async () => {
    const collected: string[] = [];
    const engine = await workshop.engine({
      onFacts: async (_, facts) => {
        for (const fact of facts) {
          if (fact.type === 'attemptCollected') {
            collected.push(`${fact.run.number} ${fact.instanceKey}`);
          }
        }
      },
    });
    workshop.behaviours.test = spec => ({
      code: JSON.parse(spec.env.CO_DATA).shard === 2 ? 1 : 0,
      outputs: {},
    });
    const first = await engine.startRun(newRunOf(plan));
    await workshop.inState(engine, first.id, 'waiting');
    await expect(
      engine.rerun(first.id, { actor: bob, from: 'failed' }),
    ).rejects.toThrow('Run 1 is waiting; a part of it can run again when');
    await engine.approve(first.id, 'release', { by: ada, decision: 'approve' });
    expect((await workshop.ended(engine, first.id)).state).toBe('failed');
    const before = await engine.queries.steps(first.id);

    // Only the failed shard and what comes after it; it fails once more.
    const again = async (from: RerunOptions['from'], of: string) => {
      const { id } = await engine.rerun(of, { actor: bob, from });
      const run = await workshop.ended(engine, id);
      const steps = await engine.queries.steps(id);
      return {
        id,
        run,
        steps,
        ran: steps.filter(step => step.attempts.length > 0).map(s => s.key),
      };
    };
    const second = await again('failed', first.id);
    expect(second.run).toMatchObject({ state: 'failed', rerunOf: first.id });
    expect(second.ran).toEqual(['test[shard=2]']);
    workshop.behaviours.test = { outputs: {} };
    const third = await again('failed', second.id);
    expect(third.run.state).toBe('succeeded');
    expect(third.ran.sort()).toEqual(['deploy', 'test[shard=2]']);
    expect(
      Object.fromEntries(
        third.steps.map(({ key, takenOver }) => [key, takenOver?.runId]),
      ),
    ).toEqual({
      build: first.id,
      shards: first.id,
      'test[shard=1]': first.id,
      'test[shard=2]': undefined,
      'test[shard=3]': first.id,
      release: first.id,
      deploy: undefined,
    });
    expect(
      third.steps.find(({ key }) => key === 'deploy')?.attempts[0].inputs,
    ).toEqual({ file: 'a.tar', by: ada });
    expect(collected.filter(place => place.startsWith('3')).sort()).toEqual([
      '3 deploy',
      '3 test[shard=2]',
    ]);
    // The old one is as it was.
    expect(await engine.queries.steps(first.id)).toEqual(before);
    expect(await engine.queries.authors(third.id)).toEqual(new Set([ada, bob]));
    // Whoever started a run has a part in what that run causes.
    const caused = { ...newRunOf(plan), actor: `run:${third.id}` };
    const { id: next } = await engine.startRun({ ...caused, trigger: {} });
    expect(await engine.queries.authors(next)).toEqual(
      new Set([ada, bob, caused.actor]),
    );
    await engine.cancelRun(next, { by: ada });
    await expect(
      engine.rerun(third.id, { actor: bob, from: 'failed' }),
    ).rejects.toThrow('Nothing in that run failed');
  });

  it('asks again for an approval when something that it needs runs again', async () => {
    const engine = await workshop.engine();
    const first = await engine.startRun(newRunOf(plan));
    await workshop.inState(engine, first.id, 'waiting');
    await engine.approve(first.id, 'release', { by: ada, decision: 'approve' });
    expect((await workshop.ended(engine, first.id)).state).toBe('succeeded');
    workshop.behaviours.shards = { outputs: { list: [7] } };
    const tests = await engine.rerun(first.id, {
      actor: bob,
      from: { steps: ['shards'] },
    });
    await workshop.ended(engine, tests.id);
    expect(await workshop.states(engine, tests.id)).toEqual({
      build: 'succeeded',
      shards: 'succeeded',
      // What the matrix is computed of ran again.
      'test[shard=7]': 'succeeded',
      release: 'succeeded',
      deploy: 'succeeded',
    });
    const built = await engine.rerun(first.id, {
      actor: bob,
      from: { steps: ['build'] },
    });
    await workshop.inState(engine, built.id, 'waiting');
    expect((await workshop.states(engine, built.id)).release).toBe('waiting');
    await engine.approve(built.id, 'release', { by: ada, decision: 'reject' });
    await workshop.ended(engine, built.id);
  });

  it('runs one step alone with edited inputs', async () => {
    const engine = await workshop.engine();
    const first = await engine.startRun(newRunOf(plan));
    await workshop.inState(engine, first.id, 'waiting');
    await engine.approve(first.id, 'release', { by: ada, decision: 'approve' });
    await workshop.ended(engine, first.id);
    const { id } = await engine.rerun(first.id, {
      actor: bob,
      from: { only: 'test[shard=2]', inputs: { shard: 9 } },
    });
    expect((await workshop.ended(engine, id)).state).toBe('succeeded');
    const steps = await engine.queries.steps(id);
    expect(steps.filter(({ attempts }) => attempts.length > 0)).toMatchObject([
      {
        key: 'test[shard=2]',
        edited: { shard: 9 },
        attempts: [{ inputs: { shard: 9 } }],
      },
    ]);
    expect(steps.find(({ key }) => key === 'deploy')).toMatchObject({
      state: 'skipped',
      reason: 'Only test[shard=2] runs again',
    });
    await expect(
      engine.rerun(first.id, { actor: bob, from: { only: 'release' } }),
    ).rejects.toThrow('could be done again alone');
    await expect(
      engine.rerun(first.id, {
        actor: bob,
        from: { steps: ['test'] },
        inputs: { a: 1 },
      }),
    ).rejects.toThrow('only be changed when everything runs again');
  });
});
