/**
 * A `time` attribute in milliseconds. Writers disagree: `0.5`, `1,234.5`
 * (thousands), `0,5` and `1.234,5` (decimal comma), `1e-3`.
 *
 * @returns undefined for what is no time, or a negative one
 */
export function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  let digits = text.trim().replace(/s$/, '');
  const comma = digits.lastIndexOf(',');
  const point = digits.lastIndexOf('.');
  if (comma >= 0) {
    const thousands = /^[1-9]\d{0,2}(,\d{3})+$/.test(digits);
    digits =
      point > comma || thousands
        ? digits.replace(/,/g, '')
        : digits.replace(/\./g, '').replace(',', '.');
  }
  if (!/^\d*\.?\d+(e[+-]?\d+)?$|^\d+\.$/i.test(digits)) {
    return undefined;
  }
  const seconds = Number(digits);
  return Number.isFinite(seconds) && seconds < 1e9
    ? Math.round(seconds * 1e6) / 1e3
    : undefined;
}
