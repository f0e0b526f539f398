import { lastTime, nextTime } from './fireTimes';

const at = (text: string) => Date.parse(text);
const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString();

/** All times of a span, as the portal would fire them. */
function all(cron: string, timezone: string, from: string, to: string) {
  const times: (string | undefined)[] = [];
  for (
    let next = nextTime({ cron, timezone }, at(from));
    next !== undefined && next <= at(to);
    next = nextTime({ cron, timezone }, next)
  ) {
    times.push(iso(next));
  }
  return times;
}

describe('Times of schedules', () => {
  it('follow the clock of their zone over the year', () => {
    expect(
      all(
        '0 2 1 1,7 *',
        'Europe/Berlin',
        '2026-01-01T00:00Z',
        '2026-12-31T00:00Z',
      ),
    ).toEqual(['2026-01-01T01:00:00.000Z', '2026-07-01T00:00:00.000Z']);
  });

  it('come once on the day that leaves their hour out, right after the gap', () => {
    // 2026-03-29: the clock goes from 02:00 to 03:00.
    const times = all(
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      '2026-03-30T12:00Z',
    );
    expect(times).toHaveLength(2);
    expect(times[0]).toBe('2026-03-29T01:30:00.000Z');
    expect(times[1]).toBe('2026-03-30T00:30:00.000Z');
  });

  it('come once on the day that has their hour twice', () => {
    // 2026-10-25: the clock goes from 03:00 back to 02:00.
    const times = all(
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      '2026-10-26T12:00Z',
    );
    expect(times).toEqual([
      '2026-10-25T01:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('give the last of those that were missed, and none outside of the window', () => {
    const hourly = { cron: '0 * * * *', timezone: 'UTC' };
    expect(
      iso(lastTime(hourly, at('2026-05-01T00:30Z'), at('2026-05-01T05:20Z'))),
    ).toBe('2026-05-01T05:00:00.000Z');
    expect(
      lastTime(hourly, at('2026-05-01T05:01Z'), at('2026-05-01T05:20Z')),
    ).toBeUndefined();
  });

  it('never come for a day that no year has', () => {
    expect(
      nextTime(
        { cron: '0 0 31 2 *', timezone: 'UTC' },
        at('2026-01-01T00:00Z'),
      ),
    ).toBeUndefined();
  });
});
