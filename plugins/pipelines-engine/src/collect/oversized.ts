import type { JsonObject } from '@backstage/types';

/** One value; what is larger has to be an artifact. */
const valueLimit = 256 * 1024;

/** A sentence about the first output that is too large; undefined if none is. */
export function oversized(outputs: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(outputs)) {
    const large =
      typeof value === 'object' || typeof value === 'string'
        ? Buffer.byteLength(JSON.stringify(value)) > valueLimit
        : false;
    if (large) {
      return `the output ${name} is larger than 256 KiB; write it to a file and declare it as an artifact`;
    }
  }
  return undefined;
}
