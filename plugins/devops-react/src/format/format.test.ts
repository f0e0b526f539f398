import { DateTime } from 'luxon';
import { englishTexts } from '../__testUtils__/showInPortal';
import {
  formatBytes,
  formatDuration,
  formatRelative,
  shortHash,
} from './format';

describe('format', () => {
  it.each([
    [0, '0 ms'],
    [820, '820 ms'],
    [4250, '4.2 s'],
    [59_999, '59 s'],
    [72_000, '1 m 12 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 m'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('writes a duration of %i ms as %s', (ms, text) =>
    expect(formatDuration(ms)).toBe(text),
  );

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [12_582_912, '12 MiB'],
  ])('writes a size of %i bytes as %s', (bytes, text) =>
    expect(formatBytes(bytes)).toBe(text),
  );

  it.each([
    ['2026-01-01T12:00:00Z', 'just now'],
    ['2026-01-01T11:59:40Z', '20 s ago'],
    ['2026-01-01T09:00:00Z', '3 h ago'],
    ['2026-01-01T12:05:00Z', 'in 5 m'],
    ['2025-10-02T12:00:00Z', '2 Oct 2025'],
  ])('writes %s relative to noon as %s', (time, text) =>
    expect(
      formatRelative(
        DateTime.fromISO(time, { zone: 'utc' }),
        DateTime.fromISO('2026-01-01T12:00:00Z', { zone: 'utc' }),
        englishTexts(),
      ),
    ).toBe(text),
  );

  it('shortens commits and digests', () => {
    expect(shortHash('sha256:abcdef0123456789')).toBe('abcdef0');
  });
});
