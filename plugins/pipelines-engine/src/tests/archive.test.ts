import { Readable } from 'node:stream';
import { Archive } from '../store/Archive';
import { RunCache } from '../store/RunCache';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { componentOf, planOf, stepOf } from '../testUtils/planOf';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

const artifact = { type: 'object' as const, 'x-dop': 'artifact' as const };

describeOnDatabases('archive', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(() => workshop.close());

  it('takes old runs away but for their rows, with plans and blobs that nobody else needs', async () => {
    const engine = await workshop.engine();
    const { knex, blobs } = workshop;
    const archive = new Archive(knex, blobs, new RunCache());
    workshop.behaviours.build = {
      log: 'built\n',
      files: { 'outputs/shared.txt': 'shared' },
      outputs: { file: { path: 'outputs/shared.txt' } },
    };
    const make = async (commit: string, own: string) => {
      workshop.behaviours.pack = {
        files: { 'outputs/own.txt': own },
        outputs: { file: { path: 'outputs/own.txt' } },
      };
      const plan = planOf([stepOf('build'), stepOf('pack')]);
      plan.workflow.commit = commit;
      plan.components.thing = componentOf({
        outputs: { type: 'object', properties: { file: artifact } },
      });
      const { id } = await engine.startRun(newRunOf(plan));
      expect((await workshop.ended(engine, id)).state).toBe('succeeded');
      const files = await engine.queries.artifacts({ runId: id });
      return { id, digests: files.map(({ digest }) => digest) };
    };
    const old = await make('1'.repeat(40), 'old');
    const source = await make('2'.repeat(40), 'source');
    const young = await make('3'.repeat(40), 'young');
    const again = await engine.rerun(source.id, {
      actor: 'user:default/bob',
      from: { steps: ['pack'] },
    });
    await workshop.ended(engine, again.id);
    await knex('runs')
      .whereIn('id', [old.id, source.id])
      .update({ ended_at: 1_000 });

    const day = 24 * 60 * 60_000;
    expect(await archive.archiveSome(day)).toEqual({ runs: 1, more: false });
    expect(await archive.archiveSome(day)).toEqual({ runs: 0, more: false });
    expect(await engine.queries.run(old.id)).toMatchObject({
      state: 'succeeded',
      number: 1,
      archivedAt: expect.any(Number),
    });
    expect(await engine.queries.steps(old.id)).toEqual([]);
    expect(await knex('run_plans')).toHaveLength(2);
    // What was stored a moment ago is spared; what others name stays.
    expect(await archive.removeGarbage()).toBe(0);
    const [shared, own] = old.digests;
    expect(young.digests).toContain(shared);
    expect(await archive.removeGarbage(-1_000)).toBe(1);
    expect(await blobs.stat(own)).toBeUndefined();
    expect(await blobs.stat(shared)).toBeDefined();
    await expect(
      engine.rerun(old.id, { actor: 'user:default/bob' }),
    ).rejects.toThrow('Run 1 is archived: its plan and steps are gone');
    // A run whose outcomes another one took over goes after that one.
    await knex('runs').where('id', again.id).update({ ended_at: 2_000 });
    expect((await archive.archiveSome(day)).runs).toBe(1);
    expect((await archive.archiveSome(day)).runs).toBe(1);
    expect(await engine.queries.steps(source.id)).toEqual([]);
    // A group that nobody uses is forgotten; one with a live run is not.
    await knex('run_groups').insert([
      { group_key: 'idle', touched_at: 1 },
      { group_key: 'fresh', touched_at: Date.now() },
    ]);
    await archive.dropGroups(day);
    expect(await knex('run_groups').select('group_key')).toEqual([
      { group_key: 'fresh' },
    ]);
    // The others are as they were.
    expect(await engine.queries.steps(young.id)).toHaveLength(2);
    expect(await knex('run_plans')).toHaveLength(1);
    expect(await blobs.put(Readable.from(['x']))).toBeDefined();
  });

  it('removes what was stored for an attempt whose outcome nobody wrote down', async () => {
    const engine = await workshop.engine();
    const { knex, blobs } = workshop;
    const archive = new Archive(knex, blobs, new RunCache());
    workshop.behaviours.build = {
      files: { 'outputs/file.txt': 'kept' },
      outputs: { file: { path: 'outputs/file.txt' } },
    };
    const plan = planOf([stepOf('build')]);
    plan.components.thing = componentOf({
      outputs: { type: 'object', properties: { file: artifact } },
    });
    const { id } = await engine.startRun(newRunOf(plan));
    await workshop.ended(engine, id);
    const [kept] = await engine.queries.artifacts({ runId: id });
    const orphan = await blobs.put(Readable.from(['nobody wrote it down']));
    const lookAtAll = async (olderThanMs?: number) => {
      for (const { digest } of [kept, orphan]) {
        await archive.findOrphans(digest.slice(7, 9), olderThanMs);
      }
    };
    await lookAtAll();
    // Stored a moment ago: somebody may be about to.
    expect(await knex('run_garbage')).toEqual([]);
    await lookAtAll(-1_000);
    expect(await archive.removeGarbage(-1_000)).toBe(1);
    expect(await blobs.stat(orphan.digest)).toBeUndefined();
    expect(await blobs.stat(kept.digest)).toBeDefined();
  });
});
