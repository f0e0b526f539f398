import { pipeline } from 'node:stream/promises';
import type { Request, Response, Router } from 'express';
import parseRange from 'range-parser';
import { checkDigest, checkName } from '../model/names';
import { actorOf } from '../store/Pusher';
import { RegistryAccess } from './RegistryAccess';
import { admit } from './authenticate';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

const path = /^\/(.+)\/blobs\/([^/]+)$/;

/** Blobs: look, pull (whole or a range), delete. */
export function addBlobRoutes(router: Router, context: RegistryContext): void {
  const send = async (request: Request, response: Response) => {
    const name = checkName(request.params[0]);
    const digest = checkDigest(request.params[1]);
    await admit(context, request, name, 'pull');
    const size = await context.content.find(name, digest);
    if (size === undefined) {
      throw blobUnknown(name, digest);
    }
    response.set({
      'Docker-Content-Digest': digest,
      'Accept-Ranges': 'bytes',
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${digest}"`,
    });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const range = rangeOf(request, size);
    if (range) {
      response.status(206);
      response.set(
        'Content-Range',
        `bytes ${range.start}-${range.end}/${size}`,
      );
    }
    response.set(
      'Content-Length',
      String(range ? range.end - range.start + 1 : size),
    );
    if (request.method === 'HEAD' || size === 0) {
      response.end();
      return;
    }
    const content = await context.content.open(digest, range);
    response.setTimeout(context.idleMs, () => response.destroy());
    try {
      await pipeline(content, response);
    } catch (error) {
      // The client went away, or the disk failed after the headers were out.
      response.destroy(error instanceof Error ? error : undefined);
    }
  };
  router.head(path, send);
  router.get(path, send);

  router.delete(path, async (request, response) => {
    const name = checkName(request.params[0]);
    const digest = checkDigest(request.params[1]);
    const { caller } = await admit(context, request, name, 'delete');
    const used = await context
      .knex('manifest_references')
      .where({ repository: name, child: digest })
      .first('parent');
    if (used) {
      throw new RegistryError(
        409,
        'DENIED',
        `The image ${used.parent} needs this blob; delete the image, and the blob goes with it`,
      );
    }
    const event = await context.auditor.createEvent({
      eventId: 'blob-delete',
      severityLevel: 'medium',
      meta: {
        actor: actorOf(RegistryAccess.pusher(caller)),
        repository: name,
        digest,
      },
    });
    if (!(await context.content.unlink(name, digest))) {
      const error = blobUnknown(name, digest);
      await event.fail({ error });
      throw error;
    }
    await event.success();
    response.status(202).end();
  });
}

/** @throws RegistryError 416 for a range outside of the blob */
function rangeOf(
  request: Request,
  size: number,
): { start: number; end: number } | undefined {
  const { range } = request.headers;
  if (!range || size === 0) {
    return undefined;
  }
  const condition = request.headers['if-range'];
  if (condition && condition !== `"${request.params[1]}"`) {
    return undefined;
  }
  const parsed = parseRange(size, range, { combine: true });
  if (parsed === -1) {
    throw new RegistryError(
      416,
      'SIZE_INVALID',
      `The blob has ${size} bytes; the range ${range.slice(
        0,
        100,
      )} is outside of it`,
      { 'Content-Range': `bytes */${size}` },
    );
  }
  // Several ranges, or none that can be read: the whole blob is a right answer.
  return parsed === -2 || parsed.length !== 1 || parsed.type !== 'bytes'
    ? undefined
    : parsed[0];
}

function blobUnknown(name: string, digest: string): RegistryError {
  return new RegistryError(
    404,
    'BLOB_UNKNOWN',
    `${name} has no blob ${digest}`,
  );
}
