import { Cron } from 'croner';
import type { ScheduleTrigger } from '@dop/plugin-pipelines-common';

/**
 * The first time after a moment, ms since 1970; undefined if none comes. A time
 * that a change of the clock leaves out comes right after the gap, and one that
 * comes twice counts once.
 */
export function nextTime(
  { cron, timezone }: ScheduleTrigger,
  after: number,
): number | undefined {
  return new Cron(cron, { timezone, paused: true })
    .nextRun(new Date(after))
    ?.getTime();
}

/**
 * The last time in `(from, to]`: of all that were missed, the one that is made
 * up for.
 */
export function lastTime(
  schedule: ScheduleTrigger,
  from: number,
  to: number,
): number | undefined {
  let last: number | undefined;
  for (
    let next = nextTime(schedule, from);
    next !== undefined && next <= to;
    next = nextTime(schedule, next)
  ) {
    last = next;
  }
  return last;
}
