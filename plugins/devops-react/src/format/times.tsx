import { DateTime } from 'luxon';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../translation';
import {
  formatBytes,
  formatDuration,
  formatExact,
  formatRelative,
} from './format';
import { useNow } from './useNow';

const tabular = {
  fontVariantNumeric: 'tabular-nums',
  whiteSpace: 'nowrap',
} as const;

/** A moment, relative to now; exact local time and UTC on hover. */
export function RelativeTime({ time }: { time: string | undefined }) {
  const now = useNow();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  if (!time) {
    return <span>–</span>;
  }
  const moment = DateTime.fromISO(time);
  if (!moment.isValid) {
    return <span>{time}</span>;
  }
  return (
    <time dateTime={time} title={formatExact(moment)} style={tabular}>
      {formatRelative(moment, DateTime.fromMillis(now), t)}
    </time>
  );
}

export interface DurationProps {
  /** ISO 8601. Without it, a dash. */
  from?: string;
  /** ISO 8601. Without it the clock runs. */
  to?: string;
  /** Instead of `from` and `to`. */
  milliseconds?: number;
}

/** How long something took, or has taken so far. */
export function Duration({ from, to, milliseconds }: DurationProps) {
  const running = milliseconds === undefined && Boolean(from) && !to;
  const now = useNow(running);
  if (milliseconds === undefined && !from) {
    return <span>–</span>;
  }
  const end = to ? Date.parse(to) : now;
  const length = milliseconds ?? end - Date.parse(from!);
  // A running clock shows whole seconds, or its digits would flicker.
  const shown = running
    ? Math.max(0, Math.floor(length / 1000) * 1000)
    : length;
  return (
    <span style={tabular}>
      {running && shown < 10_000 ? `${shown / 1000} s` : formatDuration(shown)}
    </span>
  );
}

/** A size in binary units; the exact count on hover. */
export function Bytes({ value }: { value: number | undefined }) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return value === undefined ? (
    <span>–</span>
  ) : (
    <span title={t('bytes', { value })} style={tabular}>
      {formatBytes(value)}
    </span>
  );
}
