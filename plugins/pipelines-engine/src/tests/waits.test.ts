import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const bob = 'user:default/bob';

const release = stepOf('release', {
  action: {
    type: 'approve',
    by: ['group:default/qa', 'user:default/eve'],
    form: {
      type: 'object',
      properties: {
        note: { type: 'string' },
        rings: { type: 'integer', default: 2 },
      },
      required: ['note'],
    },
  },
});
const deploy = stepOf('deploy', {
  needs: ['release'],
  links: [{ from: 'release', output: 'form', to: 'with.note' }],
  with: {
    note: { kind: 'expression', source: 'steps.release.outputs.form.note' },
    rings: { kind: 'expression', source: 'steps.release.outputs.form.rings' },
  },
});

describeOnDatabases('waits', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(() => workshop.close());

  it('two people approve and reject at the same moment: one wins, the other is told who', async () => {
    const engine = await workshop.engine();
    // Each is with a replica of their own, where there are several.
    const other = kind === 'postgres' ? await workshop.replica() : engine;
    const rounds = kind === 'postgres' ? 20 : 5;
    const runs = await Promise.all(
      Array.from({ length: rounds }, (_, round) =>
        [engine, other][round % 2].startRun(
          newRunOf(planOf([release, deploy])),
        ),
      ),
    );
    for (const { id } of runs) {
      await workshop.inState(engine, id, 'waiting');
      const answers = await Promise.all([
        engine.approve(id, 'release', {
          by: ada,
          decision: 'approve',
          form: { note: 'ship it' },
        }),
        other.approve(id, 'release', { by: bob, decision: 'reject' }),
      ]);
      expect([...answers].sort()).toEqual([false, true]);
      const won = answers.indexOf(true);
      expect(await engine.queries.decision(id, 'release')).toMatchObject(
        won === 0
          ? { decision: 'approve', by: ada }
          : { decision: 'reject', by: bob },
      );
      const run = await workshop.ended(engine, id);
      expect(run.state).toBe(won === 0 ? 'succeeded' : 'rejected');
      const [approval, after] = await engine.queries.steps(id);
      expect(approval.wait).toMatchObject({
        kind: 'approval',
        decision: { by: won === 0 ? ada : bob },
        outputs: { approved: won === 0, by: won === 0 ? ada : bob },
      });
      expect(after.attempts.map(({ inputs }) => inputs)).toEqual(
        won === 0 ? [{ note: 'ship it', rings: 2 }] : [],
      );
    }
  });

  it('an approval waits without a worker, is found by who may decide it, and asks for its form', async () => {
    const engine = await workshop.engine();
    const { id } = await engine.startRun(newRunOf(planOf([release, deploy])));
    await workshop.inState(engine, id, 'waiting');
    expect(await engine.health()).toMatchObject({ driving: 0, ready: 0 });
    const open = async (approvers: string[]) =>
      (await engine.queries.openApprovals({ approvers }, { limit: 10 })).map(
        ({ runId, instanceKey }) => [runId, instanceKey],
      );
    expect(await open([bob, 'group:default/qa'])).toEqual([[id, 'release']]);
    expect(await open([bob])).toEqual([]);
    const both = await engine.startRun(
      newRunOf(planOf([release, { ...release, id: 'audit' }])),
    );
    await workshop.inState(engine, both.id, 'waiting');
    const pages: string[] = [];
    for (let before: string | undefined; ; ) {
      const [found] = await engine.queries.openApprovals(
        { approvers: ['user:default/eve'] },
        { before, limit: 1 },
      );
      if (!found) {
        break;
      }
      pages.push(`${found.runId} ${found.instanceKey}`);
      before = found.cursor;
    }
    expect(pages).toEqual([
      `${both.id} release`,
      `${both.id} audit`,
      `${id} release`,
    ]);
    await engine.cancelRun(both.id, { by: bob });
    await expect(
      engine.approve(id, 'release', { by: ada, decision: 'approve' }),
    ).rejects.toThrow(/The form is not filled in as it asks: .*note/);
    await expect(
      engine.approve(id, 'deploy', { by: ada, decision: 'approve' }),
    ).rejects.toThrow('The step deploy is no approval');
    // Whoever comes next finds it as it was.
    await workshop.stop(engine);
    const next = await workshop.engine();
    await next.approve(id, 'release', {
      by: ada,
      decision: 'approve',
      reason: 'tested',
      form: { note: 'x' },
    });
    expect(await workshop.ended(next, id)).toMatchObject({
      state: 'succeeded',
    });
    expect(await next.queries.openApprovals({}, { limit: 10 })).toEqual([]);
    expect(
      (await next.queries.events(id, { after: 0, limit: 100 })).map(
        ({ message }) => message,
      ),
    ).toContain(`Approved by ${ada}: tested`);
  });

  it('a cancelled run tells a late approval, and an approval that nobody decides times out', async () => {
    const engine = await workshop.engine();
    const { id } = await engine.startRun(
      newRunOf(
        planOf([
          release,
          deploy,
          stepOf('report', { needs: ['deploy'], runsOn: 'always' }),
        ]),
      ),
    );
    await workshop.inState(engine, id, 'waiting');
    await engine.cancelRun(id, { by: bob });
    expect(await workshop.ended(engine, id)).toMatchObject({
      state: 'cancelled',
    });
    expect(await workshop.states(engine, id)).toEqual({
      release: 'cancelled',
      deploy: 'skipped',
      report: 'succeeded',
    });
    expect(
      await engine.approve(id, 'release', {
        by: ada,
        decision: 'approve',
        form: { note: 'late' },
      }),
    ).toBe(false);
    expect(await engine.queries.decision(id, 'release')).toBeUndefined();
    const timed = await engine.startRun(
      newRunOf(
        planOf([
          stepOf('release', {
            action: { type: 'approve', by: [ada], timeoutMs: 30 },
          }),
          stepOf('pause', { action: { type: 'delay', ms: 20 } }),
          stepOf('after', { needs: ['pause'] }),
        ]),
      ),
    );
    expect(await workshop.ended(engine, timed.id)).toMatchObject({
      state: 'timedOut',
    });
    expect(await workshop.states(engine, timed.id)).toEqual({
      release: 'timedOut',
      pause: 'succeeded',
      after: 'succeeded',
    });
  });

  it('a paused run finishes what runs, lets people answer, and begins nothing until it is resumed', async () => {
    const engine = await workshop.engine();
    workshop.behaviours.build = () => ({ hangs: true });
    const { id } = await engine.startRun(
      newRunOf(
        planOf([
          stepOf('build', { timeoutMs: 400 }),
          release,
          stepOf('test', { needs: ['build'], runsOn: 'always' }),
          deploy,
        ]),
      ),
    );
    await waitFor(async () => workshop.starts.has(`${id} build`));
    await engine.pauseRun(id, { by: bob });
    expect(await engine.queries.run(id)).toMatchObject({
      state: 'paused',
      pausedBy: bob,
    });
    expect(await engine.pauseRun(id, { by: ada })).toBe(false);
    await engine.approve(id, 'release', {
      by: ada,
      decision: 'approve',
      form: { note: 'go' },
    });
    await waitFor(async () => {
      const { build, deploy: later } = await workshop.states(engine, id);
      return build === 'timedOut' && later === 'ready';
    });
    // Another process does not begin anything either.
    await workshop.stop(engine);
    const next = await workshop.engine();
    await waitFor(async () => (await next.health()).alive);
    expect(await workshop.states(next, id)).toEqual({
      build: 'timedOut',
      release: 'succeeded',
      test: 'ready',
      deploy: 'ready',
    });
    await next.resumeRun(id, { by: bob });
    expect(await workshop.ended(next, id)).toMatchObject({ state: 'timedOut' });
    expect(workshop.starts.get(`${id} deploy`)).toBe(1);
    expect(workshop.starts.get(`${id} test`)).toBe(1);
    expect((await next.queries.run(id))?.pausedBy).toBeUndefined();
  });

  it('a run that waits gives its place to the next of its group, and takes one again before it goes on', async () => {
    const engine = await workshop.engine();
    const concurrency = {
      key: 'shop',
      limit: 1,
      whenBusy: 'queue' as const,
      holdWhileWaiting: false,
    };
    workshop.behaviours.slow = () => ({ hangs: true });
    const first = await engine.startRun(
      newRunOf(planOf([release, deploy]), { concurrency }),
    );
    await workshop.inState(engine, first.id, 'waiting');
    const second = await engine.startRun(
      newRunOf(planOf([stepOf('slow', { timeoutMs: 600 })]), { concurrency }),
    );
    await waitFor(async () => workshop.starts.has(`${second.id} slow`));
    await engine.approve(first.id, 'release', {
      by: ada,
      decision: 'approve',
      form: { note: 'go' },
    });
    await workshop.inState(engine, first.id, 'queued');
    expect((await workshop.states(engine, first.id)).deploy).toBe('ready');
    const { endedAt } = await workshop.ended(engine, second.id);
    expect(await workshop.ended(engine, first.id)).toMatchObject({
      state: 'succeeded',
    });
    const [, after] = await engine.queries.steps(first.id);
    expect(after.startedAt).toBeGreaterThanOrEqual(endedAt as number);
    // One that holds its place lets nobody in.
    const holding = { ...concurrency, key: 'held', holdWhileWaiting: true };
    const third = await engine.startRun(
      newRunOf(planOf([release]), { concurrency: holding }),
    );
    await workshop.inState(engine, third.id, 'waiting');
    const fourth = await engine.startRun(
      newRunOf(planOf([stepOf('quick')]), { concurrency: holding }),
    );
    expect(await engine.queries.run(fourth.id)).toMatchObject({
      state: 'queued',
    });
    await engine.approve(third.id, 'release', { by: bob, decision: 'reject' });
    await workshop.ended(engine, fourth.id);
  });

  it('a drained workflow begins no run and lets live ones go on', async () => {
    const engine = await workshop.engine();
    const live = await engine.startRun(newRunOf(planOf([release, deploy])));
    await workshop.inState(engine, live.id, 'waiting');
    await engine.drainWorkflow('workflow-1', { by: bob });
    expect(
      (await engine.queries.drains(['workflow-1'])).get('workflow-1'),
    ).toMatchObject({ by: bob });
    const held = await engine.startRun(newRunOf(planOf([stepOf('quick')])));
    const grouped = await engine.startRun(
      newRunOf(planOf([stepOf('quick')]), {
        concurrency: { key: 'g', limit: 1, whenBusy: 'queue' },
      }),
    );
    const other = await engine.startRun(
      newRunOf(planOf([stepOf('quick')]), { workflowId: 'workflow-2' }),
    );
    await engine.approve(live.id, 'release', {
      by: ada,
      decision: 'approve',
      form: { note: 'go' },
    });
    await workshop.ended(engine, live.id);
    await workshop.ended(engine, other.id);
    for (const { id } of [held, grouped]) {
      expect(await engine.queries.run(id)).toMatchObject({ state: 'queued' });
    }
    await engine.drainWorkflow('workflow-1', false);
    await workshop.ended(engine, held.id);
    await workshop.ended(engine, grouped.id);
  });

  it('a computed matrix is expanded once, in order; empty it succeeds; beyond the limit it fails', async () => {
    const engine = await workshop.engine({ limits: { runInstances: 6 } });
    workshop.behaviours.list = {
      outputs: { few: ['b', 'a', 'c'], none: [], many: [1, 2, 3, 4, 5, 6] },
    };
    workshop.behaviours.one = spec => ({
      outputs: { name: JSON.parse(spec.env.CO_DATA).name },
    });
    const list = stepOf('list');
    const over = (output: string) =>
      stepOf('one', {
        needs: ['list'],
        links: [{ from: 'list', output, to: 'matrix.name' }],
        matrix: {
          axes: [
            {
              name: 'name',
              values: {
                kind: 'expression',
                source: `steps.list.outputs.${output}`,
              },
            },
          ],
        },
        with: { name: { kind: 'expression', source: 'matrix.name' } },
      });
    const sum = stepOf('sum', {
      needs: ['one'],
      links: [{ from: 'one', output: 'name', to: 'with.names' }],
      with: {
        names: { kind: 'expression', source: 'steps.one.outputs.name' },
      },
    });
    const outputs = {
      type: 'object' as const,
      properties: { name: {} },
    };
    const start = async (output: string) => {
      const plan = planOf([list, over(output), sum]);
      plan.components.thing.outputs = outputs;
      const { id } = await engine.startRun(newRunOf(plan));
      const run = await workshop.ended(engine, id);
      const steps = await engine.queries.steps(id);
      return { run, steps, last: steps.find(({ key }) => key === 'sum') };
    };
    const few = await start('few');
    expect(few.steps.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'list succeeded',
      'one[name=b] succeeded',
      'sum succeeded',
      'one[name=a] succeeded',
      'one[name=c] succeeded',
    ]);
    expect(few.last?.attempts[0].inputs).toEqual({ names: ['b', 'a', 'c'] });
    const none = await start('none');
    expect(none.run.state).toBe('succeeded');
    expect(none.last?.attempts[0].inputs).toEqual({ names: [] });
    const many = await start('many');
    expect(many.run.state).toBe('failed');
    expect(many.steps[1].reason).toBe(
      'With the 6 instances of one the run has 8 step instances; 6 are the limit for one run',
    );
  });
});
