import type { Plan, PlannedStep } from '@dop/plugin-pipelines-common';
import { inlineEvaluator } from '../scheduler/Evaluator';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { componentOf, planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

const path = '.dop/child.yaml';
const text = (source: string) => ({ kind: 'expression' as const, source });

/** A workflow that packs what it is given, and names the package. */
function childOf(steps: PlannedStep[], changes: Partial<Plan> = {}): Plan {
  const plan = planOf(steps);
  return {
    ...plan,
    workflow: { ...plan.workflow, path, name: 'child' },
    inputs: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        rounds: { type: 'integer', default: 3 },
      },
      required: ['name'],
    },
    ...changes,
  };
}

function parentOf(child: Plan, changes: Partial<PlannedStep> = {}): Plan {
  return planOf(
    [
      stepOf('sub', {
        action: { type: 'workflow', path },
        with: { name: { kind: 'literal', value: 'checkout' } },
        timeoutMs: undefined,
        ...changes,
      }),
      stepOf('use', {
        needs: ['sub'],
        links: [{ from: 'sub', output: 'package', to: 'with.package' }],
        with: { package: text('steps.sub.outputs.package') },
      }),
    ],
    { workflows: { [path]: child } },
  );
}

const packing = childOf(
  [
    stepOf('pack', {
      with: { name: text('inputs.name'), rounds: text('inputs.rounds') },
    }),
  ],
  {
    outputs: {
      schema: {
        type: 'object',
        properties: { package: { type: 'string' } },
        required: ['package'],
      },
      values: { package: text('steps.pack.outputs.file') },
    },
  },
);

describeOnDatabases('child runs', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
    workshop.behaviours.pack = spec => ({
      outputs: { file: `${JSON.parse(spec.env.CO_DATA).name}.tar` },
    });
  });
  afterEach(() => workshop.close());

  it('a step runs another workflow with inputs, holds no worker meanwhile, and gives its outputs on', async () => {
    const engine = await workshop.engine();
    const { id } = await engine.startRun(newRunOf(parentOf(packing)));
    expect(await workshop.ended(engine, id)).toMatchObject({
      state: 'succeeded',
    });
    const [sub, use] = await engine.queries.steps(id);
    expect(sub).toMatchObject({
      state: 'succeeded',
      attempts: [],
      wait: { kind: 'child', outputs: { package: 'checkout.tar' } },
    });
    expect(use.attempts[0].inputs).toEqual({ package: 'checkout.tar' });
    const [child] = await engine.queries.childRuns(id);
    expect(child).toMatchObject({
      id: sub.wait?.childRunId,
      parentRunId: id,
      triggerType: 'workflow',
      inputs: { name: 'checkout', rounds: 3 },
      actor: 'user:default/ada',
    });
    expect(await engine.queries.authors(child.id)).toContain(
      'user:default/ada',
    );
  });

  it('killed between the end of a child run and its parent hearing of it, the parent hears it once, later', async () => {
    let dying = true;
    let release: (error: Error) => void = () => undefined;
    const engine = await workshop.engine({
      // As if the process had died right before it told the parent.
      evaluator: {
        ...inlineEvaluator,
        outputs: () =>
          new Promise((_, reject) => {
            release = reject;
          }),
      },
    });
    const { id } = await engine.startRun(newRunOf(parentOf(packing)));
    const child = await waitFor(async () => {
      const [run] = await engine.queries.childRuns(id);
      return run?.endedAt !== undefined && run;
    });
    expect((await workshop.states(engine, id)).sub).toBe('waiting');
    // Another process; this time it dies after the parent heard.
    const next = await workshop.engine({
      probe: async point => {
        if (point === 'parentTold' && dying) {
          dying = false;
          throw new Error('killed');
        }
      },
    });
    expect(await workshop.ended(next, id)).toMatchObject({
      state: 'succeeded',
    });
    await waitFor(async () => {
      const row = await workshop.knex('runs').where('id', child.id).first();
      return row.parent_told === 1;
    });
    const told = (
      await next.queries.events(id, { after: 0, limit: 200 })
    ).filter(({ stepId, state }) => stepId === 'sub' && state === 'succeeded');
    expect(told).toHaveLength(1);
    expect(workshop.starts.get(`${child.id} pack`)).toBe(1);
    expect(workshop.starts.get(`${id} use`)).toBe(1);
    release(new Error('too late'));
  });

  it('artifacts travel with the values that name them, to a child run and back, and to a rerun', async () => {
    const engine = await workshop.engine();
    const artifact = { type: 'object' as const, 'x-dop': 'artifact' as const };
    const file = { type: 'object' as const, properties: { file: artifact } };
    const thing = componentOf({ inputs: file, outputs: file });
    for (const id of ['make', 'change']) {
      workshop.behaviours[id] = {
        files: { 'outputs/x.txt': id },
        outputs: { file: { path: 'outputs/x.txt' } },
      };
    }
    const changing = {
      ...childOf([stepOf('change', { with: { file: text('inputs.file') } })]),
      inputs: file,
      outputs: {
        schema: file,
        values: { file: text('steps.change.outputs.file') },
      },
      components: { thing },
    };
    const plan = planOf(
      [
        stepOf('make'),
        stepOf('sub', {
          needs: ['make'],
          links: [{ from: 'make', output: 'file', to: 'with.file' }],
          action: { type: 'workflow', path },
          with: { file: text('steps.make.outputs.file') },
        }),
        stepOf('read', {
          needs: ['sub'],
          links: [{ from: 'sub', output: 'file', to: 'with.file' }],
          with: { file: text('steps.sub.outputs.file') },
        }),
      ],
      { workflows: { [path]: changing }, components: { thing } },
    );
    const { id } = await engine.startRun(newRunOf(plan));
    expect(await workshop.ended(engine, id)).toMatchObject({
      state: 'succeeded',
    });
    const { id: again } = await engine.rerun(id, {
      actor: 'user:default/bob',
      from: { steps: ['read'] },
    });
    expect(await workshop.ended(engine, again)).toMatchObject({
      state: 'succeeded',
    });
    expect(
      (await engine.queries.artifacts({ runId: again })).map(
        ({ runId, stepId }) => [runId, stepId],
      ),
    ).toEqual([[id, 'make']]);
    // What it was not given, a run may not read.
    const [{ digest }] = await engine.queries.artifacts({ runId: id });
    const thief = await engine.startRun(
      newRunOf(
        planOf(
          [
            stepOf('read', {
              with: {
                file: {
                  kind: 'literal',
                  value: {
                    path: 'x.txt',
                    digest,
                    size: 4,
                    mediaType: 'text/plain',
                  },
                },
              },
            }),
          ],
          { components: { thing } },
        ),
      ),
    );
    expect(await workshop.ended(engine, thief.id)).toMatchObject({
      state: 'failed',
    });
  });

  it('a cancel passes on to child runs, which clean up, and is awaited', async () => {
    const engine = await workshop.engine();
    workshop.behaviours.hang = { hangs: true };
    const child = childOf([
      stepOf('hang'),
      stepOf('clean', { needs: ['hang'], runsOn: 'always' }),
    ]);
    const concurrency = {
      key: 'shop',
      limit: 1,
      whenBusy: 'queue' as const,
      holdWhileWaiting: false,
    };
    const { id } = await engine.startRun(
      newRunOf(parentOf(child), { concurrency }),
    );
    const { id: childId } = await waitFor(
      async () => (await engine.queries.childRuns(id))[0],
    );
    await waitFor(async () => workshop.starts.has(`${childId} hang`));
    expect(await engine.queries.run(id)).toMatchObject({ state: 'waiting' });
    // The child run uses the place of its parent, which only waits.
    const next = await engine.startRun(
      newRunOf(planOf([stepOf('quick')]), { concurrency }),
    );
    expect(await engine.queries.run(next.id)).toMatchObject({
      state: 'queued',
    });
    await engine.cancelRun(id, { by: 'user:default/bob' });
    const parent = await workshop.ended(engine, id);
    expect(parent.state).toBe('cancelled');
    const ended = await engine.queries.run(childId);
    expect(ended).toMatchObject({
      state: 'cancelled',
      cancelledBy: `run:${id}`,
    });
    expect(ended?.endedAt).toBeLessThanOrEqual(parent.endedAt as number);
    expect(await workshop.states(engine, childId)).toEqual({
      hang: 'cancelled',
      clean: 'succeeded',
    });
    expect(await workshop.states(engine, id)).toEqual({
      sub: 'cancelled',
      use: 'skipped',
    });
    await workshop.ended(engine, next.id);
  });

  it('a pause holds child runs as well, until the run is resumed', async () => {
    const engine = await workshop.engine();
    workshop.behaviours.hang = { hangs: true };
    const child = childOf([
      stepOf('hang', { timeoutMs: 300, allowFailure: true }),
      stepOf('after', { needs: ['hang'] }),
    ]);
    const { id } = await engine.startRun(newRunOf(parentOf(child)));
    const { id: childId } = await waitFor(
      async () => (await engine.queries.childRuns(id))[0],
    );
    await waitFor(async () => workshop.starts.has(`${childId} hang`));
    expect(await engine.pauseRun(id, { by: 'user:default/bob' })).toBe(true);
    expect(await engine.queries.run(childId)).toMatchObject({
      state: 'paused',
      pausedBy: 'user:default/bob',
    });
    await waitFor(
      async () => (await workshop.states(engine, childId)).after === 'ready',
    );
    await engine.resumeRun(id, { by: 'user:default/bob' });
    await workshop.ended(engine, id);
    expect(workshop.starts.get(`${childId} after`)).toBe(1);
  });

  it('a child run that fails is tried again, may be allowed to, and says why', async () => {
    const engine = await workshop.engine();
    workshop.behaviours.fail = { code: 1 };
    const failing = childOf([stepOf('fail')]);
    const { id } = await engine.startRun(
      newRunOf(
        parentOf(failing, {
          allowFailure: true,
          retry: { attempts: 2, backoffMs: 10, on: ['failed'] },
        }),
      ),
    );
    expect(await workshop.ended(engine, id)).toMatchObject({ state: 'warned' });
    expect(await engine.queries.childRuns(id)).toHaveLength(2);
    const [sub, use] = await engine.queries.steps(id);
    expect(sub).toMatchObject({
      state: 'warned',
      reason: expect.stringMatching(/^Run 2: step fail failed$/),
    });
    // It has no outputs, so there is nothing to give on.
    expect(use.attempts[0].inputs).toEqual({});
    // Inputs that do not fit start nothing.
    const wrong = await engine.startRun(
      newRunOf(
        parentOf(failing, { with: { name: { kind: 'literal', value: 3 } } }),
      ),
    );
    await workshop.ended(engine, wrong.id);
    expect((await engine.queries.steps(wrong.id))[0].reason).toMatch(
      /Its inputs do not fit \.dop\/child\.yaml: .*name/,
    );
    expect(await engine.queries.childRuns(wrong.id)).toEqual([]);
  });
});
