import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

describeOnDatabases('lists of runs', kind => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await Workshop.create(kind);
  });
  afterAll(() => workshop.close());

  it('hold those of 40,001 repositories and no others', async () => {
    const engine = await workshop.engine();
    const plan = planOf([
      stepOf('release', {
        action: { type: 'approve', by: ['user:default/ada'] },
      }),
    ]);
    for (const repositoryId of ['mine', 'theirs']) {
      const { id } = await engine.startRun(newRunOf(plan, { repositoryId }));
      await workshop.inState(engine, id, 'waiting');
    }
    const others = Array.from({ length: 40_000 }, (_, n) => `repository-${n}`);
    const listed = async (repositoryIds?: string[]) => {
      const page = { limit: 50 };
      const runs = await engine.queries.runs({ repositoryIds }, page);
      const of = new Map(runs.map(run => [run.id, run.repositoryId]));
      const approvals = await engine.queries.openApprovals(
        { repositoryIds },
        page,
      );
      expect(approvals.map(({ runId }) => of.get(runId))).toEqual([
        ...of.values(),
      ]);
      return [...of.values()];
    };
    await expect(listed([...others, 'mine'])).resolves.toEqual(['mine']);
    await expect(listed(others)).resolves.toEqual([]);
    await expect(listed()).resolves.toEqual(['theirs', 'mine']);
  });
});
