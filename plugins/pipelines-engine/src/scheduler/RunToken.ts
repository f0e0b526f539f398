import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const pattern = /^dop_run_([0-9a-f]{32})x(\d{1,6})x(\d{1,6})_([\w-]{20,100})$/;

/** Which attempt a run token belongs to. */
export interface RunTokenId {
  runId: string;
  position: number;
  attempt: number;
}

/** A fresh token for an attempt, and what is stored of it. */
export function createRunToken(id: RunTokenId): {
  token: string;
  hash: string;
} {
  const run = id.runId.replaceAll('-', '');
  const token = `dop_run_${run}x${id.position}x${id.attempt}_${randomBytes(
    32,
  ).toString('base64url')}`;
  return { token, hash: hashOf(token) };
}

/** Whose token this claims to be; undefined if it is none. */
export function parseRunToken(token: string): RunTokenId | undefined {
  const match = pattern.exec(token);
  if (!match) {
    return undefined;
  }
  const [, hex, position, attempt] = match;
  return {
    runId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    position: Number(position),
    attempt: Number(attempt),
  };
}

/** Compares in constant time. */
export function runTokenMatches(token: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(hash));
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
