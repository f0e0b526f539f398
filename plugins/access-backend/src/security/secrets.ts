import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random hexadecimal digits, 2 for each byte. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** SHA-256 in hexadecimal; enough for secrets of 256 random bits. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two strings of equal kind in constant time. */
export function sameSecret(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
