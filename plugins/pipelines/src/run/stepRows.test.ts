import { recordedRun, wideRun } from '../__testUtils__/runs';
import { countWords, timesOf } from './runView';
import { opensByItself, stepRows } from './stepRows';

describe('lines of a run', () => {
  const open = () => true;
  const folded = () => false;
  const words = {
    word: (state: string) => state,
    inText: (state: string) => state,
    meaning: (state: string) => state,
  };

  it('show a matrix as one line with its instances below', () => {
    const rows = stepRows(recordedRun(), open);
    expect(rows.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'step source',
      'matrix test',
      'instance test[shard=1]',
      'instance test[shard=2]',
      'step image',
    ]);
    expect(rows[1]).toMatchObject({
      title: 'Test',
      state: 'failed',
      open: true,
      instances: [{}, {}],
    });
    expect(rows[3]).toMatchObject({
      title: 'shard 2',
      label: 'Test, shard 2',
      state: 'failed',
    });
  });

  it('fold a matrix of many, unless one of it is looked at', () => {
    const run = wideRun(200, [7, 80]);
    const rows = stepRows(run, folded);
    expect(rows.map(({ id }) => id)).toEqual(['source', 'test']);
    expect(countWords(words, rows[1].instances)).toBe(
      '2 failed, 198 succeeded',
    );
    expect(opensByItself(rows[1].instances, undefined)).toBe(false);
    expect(opensByItself(rows[1].instances, 'test[shard=80]')).toBe(true);
    expect(opensByItself(wideRun(8).steps.slice(1), undefined)).toBe(true);
    expect(stepRows(run, open)).toHaveLength(202);
  });

  it('keep 5,000 instances and 1,000 steps quick', () => {
    const run = wideRun(5_000);
    const begun = performance.now();
    stepRows(run, open);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('show steps that the graph does not know', () => {
    const run = recordedRun();
    run.graph = { steps: [], links: [] };
    expect(stepRows(run, open).map(({ id }) => id)).toEqual([
      'source',
      'test',
      'test[shard=1]',
      'test[shard=2]',
      'image',
    ]);
  });

  it('take the times of all instances together', () => {
    const { steps } = wideRun(3);
    const at = (second: number) => `2026-03-01T10:00:0${second}.000Z`;
    const [, a, b, c] = steps;
    const two = [
      { ...a, startedAt: at(2), finishedAt: at(5) },
      { ...b, startedAt: at(1), finishedAt: at(3) },
    ];
    expect(timesOf(two)).toEqual({ from: at(1), to: at(5) });
    const skipped = { ...c, startedAt: undefined, finishedAt: undefined };
    expect(timesOf([...two, { ...skipped, state: 'skipped' }])).toEqual({
      from: at(1),
      to: at(5),
    });
    expect(
      timesOf([...two, { ...skipped, state: 'blocked' }]).to,
    ).toBeUndefined();
  });
});
