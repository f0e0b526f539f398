import { once } from 'node:events';
import type { Readable } from 'node:stream';

const maxHeadBytes = 64 * 1024;

export interface CgiHead {
  status: number;
  headers: [string, string][];
}

/** Reads the head of a CGI program's answer and leaves the body in the stream. */
export async function readCgiHead(stdout: Readable): Promise<CgiHead> {
  let head = Buffer.alloc(0);
  for (;;) {
    const end = endOfHead(head);
    if (end) {
      const rest = head.subarray(end.next);
      if (rest.length > 0) {
        stdout.unshift(rest);
      }
      return parseHead(head.subarray(0, end.at).toString('latin1'));
    }
    if (head.length > maxHeadBytes) {
      throw new Error('git http-backend sent a head that is too long');
    }
    head = Buffer.concat([head, await nextChunk(stdout)]);
  }
}

function endOfHead(head: Buffer): { at: number; next: number } | undefined {
  const at = head.indexOf('\r\n\r\n');
  return at < 0 ? undefined : { at, next: at + 4 };
}

function parseHead(text: string): CgiHead {
  let status = 200;
  const headers: [string, string][] = [];
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') {
      status = Number.parseInt(value, 10) || 500;
    } else if (name) {
      headers.push([name, value]);
    }
  }
  return { status, headers };
}

async function nextChunk(stdout: Readable): Promise<Buffer> {
  for (;;) {
    const chunk: Buffer | null = stdout.read();
    if (chunk) {
      return chunk;
    }
    if (stdout.readableEnded || stdout.destroyed) {
      throw new Error('git http-backend ended without an answer');
    }
    const settled = new AbortController();
    const { signal } = settled;
    try {
      await Promise.race([
        once(stdout, 'readable', { signal }),
        once(stdout, 'close', { signal }),
      ]);
    } finally {
      settled.abort();
    }
  }
}
