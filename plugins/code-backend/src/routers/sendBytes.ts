import type { Response } from 'express';

/** Heads of an answer with a user's bytes, harmless in a browser. */
export function sendBytes(
  response: Response,
  fileName: string,
  size: number,
  sha: string,
): void {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
  response.status(200).set({
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(
      fileName.replace(/[\uD800-\uDFFF]/g, '_'),
    ).replace(/['()*]/g, escape)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-cache, no-transform',
    ETag: `"${sha}"`,
  });
}
