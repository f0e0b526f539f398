/** A stored time (ms since 1970; PostgreSQL gives big integers as strings) in ISO 8601. */
export function isoTime(stored: number | string): string {
  return new Date(Number(stored)).toISOString();
}

export function optionalIsoTime(
  stored: number | string | null,
): string | undefined {
  return stored === null ? undefined : isoTime(stored);
}
