const units: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Milliseconds of `90s`, `10m`, `1h30m` or `7d`; undefined for anything else,
 * for nothing at all and for more than a year.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,6}[smhd])+$/.test(text) || text.length > 40) {
    return undefined;
  }
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhd])/g)) {
    total += Number(amount) * units[unit];
  }
  return total > 0 && total <= 366 * units.d ? total : undefined;
}

/** As people write it: `90s`, `10m`, `1h30m`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds / 1_000) * 1_000;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's']) {
    const amount = Math.floor(rest / units[unit]);
    rest -= amount * units[unit];
    text += amount > 0 ? `${amount}${unit}` : '';
  }
  return text || '0s';
}
