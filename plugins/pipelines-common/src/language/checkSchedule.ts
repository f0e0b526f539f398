import { Cron } from 'croner';
import type { ScheduleTrigger } from '../api/types';
import type { Located, SourceFile } from '../source/SourceFile';

/** Zones are asked of the platform, whose data the scheduler uses as well. */
function isTimezone(name: string): boolean {
  try {
    return (
      /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(name) &&
      Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
    );
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** Checks when a workflow starts; undefined after a finding. */
export function checkSchedule(
  source: SourceFile,
  cron: Located<string>,
  timezone: Located<string> | undefined,
): ScheduleTrigger | undefined {
  const zone = timezone?.value ?? 'UTC';
  const known = isTimezone(zone);
  if (timezone && !known) {
    source.report(
      timezone.at,
      'bad-schedule',
      `"${zone.slice(
        0,
        80,
      )}" is no time zone. Write a name of the IANA database, such as Europe/Berlin, or UTC.`,
    );
  }
  const problem = whyNoCron(cron.value, known ? zone : 'UTC');
  if (problem) {
    source.report(cron.at, 'bad-schedule', problem);
  }
  return known && !problem ? { cron: cron.value, timezone: zone } : undefined;
}

function whyNoCron(cron: string, timezone: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  if (
    fields.length !== 5 ||
    cron.length > 200 ||
    fields.some(field => !/^[0-9A-Za-z*,/-]+$/.test(field))
  ) {
    return `"${cron.slice(
      0,
      80,
    )}" is no time: write five fields for minute, hour, day of the month, month and day of the week, such as "0 2 * * 1-5".`;
  }
  try {
    const next = new Cron(cron, { timezone, paused: true }).nextRun(
      new Date('2024-01-01T00:00:00Z'),
    );
    return next ? undefined : `"${cron}" never comes.`;
  } catch (error) {
    return `"${cron}" is no time: ${
      error instanceof Error
        ? error.message.replace(/^Cron(Pattern|Date)?: /, '').replace(/\.$/, '')
        : String(error)
    }.`;
  }
}
