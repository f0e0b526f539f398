import { DateTime } from 'luxon';
import type { Translate } from '../translation';

/** `820 ms`, `4.2 s`, `1 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 10_000) {
    return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  }
  const seconds = Math.floor(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `812 B`, `4.0 KiB`, `12 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `just now`, `12 s ago`, `5 m ago`, `3 h ago`, `2 d ago`, `in 5 m`, or a date. */
export function formatRelative(
  time: DateTime,
  now: DateTime,
  t: Translate,
): string {
  const ms = now.toMillis() - time.toMillis();
  const size = Math.abs(ms);
  if (size < 5000) {
    return t('time.now');
  }
  const steps: [number, number, string][] = [
    [60_000, 1000, 's'],
    [3_600_000, 60_000, 'm'],
    [86_400_000, 3_600_000, 'h'],
    [30 * 86_400_000, 86_400_000, 'd'],
  ];
  const step = steps.find(([limit]) => size < limit);
  if (!step) {
    return time.toFormat(time.year === now.year ? 'd LLL' : 'd LLL yyyy');
  }
  const text = `${Math.floor(size / step[1])} ${step[2]}`;
  return ms > 0
    ? t('time.ago', { time: text })
    : t('time.ahead', { time: text });
}

/** Exact local time and UTC, for hover. */
export function formatExact(time: DateTime): string {
  const utc = time.toUTC().toFormat("yyyy-LL-dd HH:mm:ss 'UTC'");
  const local = time.toLocal();
  return local.offset === 0
    ? utc
    : `${local.toFormat('yyyy-LL-dd HH:mm:ss ZZZZ')} · ${utc}`;
}

/** The first 7 characters of a commit or digest, without its algorithm. */
export function shortHash(hash: string): string {
  return hash.replace(/^[a-z0-9]+:/, '').slice(0, 7);
}
