import { recordedSummary } from '../__testUtils__/runs';
import { mergeRuns } from './useRuns';

const run = (id: string, minute: number, sequence: number = 1) =>
  recordedSummary({
    id,
    sequence,
    createdAt: `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
  });

describe('mergeRuns', () => {
  it('puts new runs at the top and leaves the others in their place', () => {
    const rows = [run('b', 5), run('a', 1)];
    const merged = mergeRuns(rows, [run('a', 1, 9), run('d', 8), run('c', 7)]);
    expect(merged.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
    expect(merged[3].sequence).toBe(9);
  });

  it('takes nothing older than what is shown, and no run of a later page', () => {
    const rows = [run('b', 5, 4), run('a', 3)];
    const merged = mergeRuns(rows, [run('b', 5, 2), run('older', 1)]);
    expect(merged).toEqual(rows);
  });
});
