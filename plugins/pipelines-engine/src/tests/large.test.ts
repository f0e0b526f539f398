import { isTerminal } from '@dop/plugin-pipelines-common';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

/** As many as one run may have. */
const count = 5_000;

describeOnDatabases('a run with 5,000 step instances', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(() => workshop.close());

  it('starts each once, after all that it needs, and succeeds', async () => {
    const engine = await workshop.engine({
      settings: { pollMs: 50, slots: { memory: 100 } },
    });
    const middle = Array.from({ length: count - 2 }, (_, at) => `step${at}`);
    const { id } = await engine.startRun(
      newRunOf(
        planOf([
          stepOf('first'),
          ...middle.map(step => stepOf(step, { needs: ['first'] })),
          stepOf('last', { needs: middle }),
        ]),
      ),
    );
    const run = await waitFor(async () => {
      const now = await engine.queries.run(id);
      return now && isTerminal(now.state) && now;
    }, 100_000);
    expect(run.state).toBe('succeeded');
    expect(workshop.starts.size).toBe(count);
    expect(Math.max(...workshop.starts.values())).toBe(1);
    const order = [...workshop.starts.keys()];
    expect(order[0]).toBe(`${id} first`);
    expect(order.at(-1)).toBe(`${id} last`);
    const states = await workshop
      .knex('run_steps')
      .where({ run_id: id })
      .groupBy('state')
      .select('state')
      .count({ count: '*' });
    expect(states).toEqual([{ state: 'succeeded', count: expect.anything() }]);
    expect(Number(states[0].count)).toBe(count);
  }, 120_000);
});
