import type { Request, Response, Router } from 'express';
import { checkDigest, checkName, isImageName } from '../model/names';
import { actorOf } from '../store/Pusher';
import { uploadRange } from '../uploads/UploadFiles';
import { admit, type Admission } from './authenticate';
import { RegistryAccess } from './RegistryAccess';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

const collection = /^\/(.+)\/blobs\/uploads\/?$/;
const upload = /^\/(.+)\/blobs\/uploads\/([0-9a-f-]{36})$/;

/** Uploads of blobs: in one piece, in chunks, resumed, mounted, cancelled. */
export function addUploadRoutes(
  router: Router,
  context: RegistryContext,
): void {
  const { uploads, content, repositories } = context;

  router.post(collection, async (request, response) => {
    const name = checkName(request.params[0]);
    const admission = await admit(context, request, name, 'push');
    const { binding } = admission;
    await repositories.bind(name, binding);
    const { mount, digest } = request.query;
    if (mount !== undefined && (await mountBlob(request, name, admission))) {
      answerStored(response, name, checkDigest(mount));
      return;
    }
    const expected = digest === undefined ? undefined : checkDigest(digest);
    const pusher = RegistryAccess.pusher(admission.caller);
    const id = await uploads.begin(name, actorOf(pusher));
    if (expected) {
      try {
        await append(request, id);
        await finish(admission, name, id, expected);
      } finally {
        await uploads.remove(id);
      }
      answerStored(response, name, expected);
      return;
    }
    answerOpen(response.status(202), name, id, 0);
  });

  router.get(upload, async (request, response) => {
    const { name, id } = target(request);
    await admit(context, request, name, 'push', false);
    await uploads.check(name, id);
    const offset = await uploads.files.offset(id);
    if (offset === undefined) {
      await uploads.remove(id);
      throw uploadUnknown(name);
    }
    answerOpen(response.status(204), name, id, offset);
  });

  router.patch(upload, async (request, response) => {
    const { name, id } = target(request);
    await admit(context, request, name, 'push', false);
    await uploads.check(name, id);
    const offset = await append(request, id);
    await uploads.touch(id);
    answerOpen(response.status(202), name, id, offset);
  });

  router.put(upload, async (request, response) => {
    const { name, id } = target(request);
    const admission = await admit(context, request, name, 'push');
    const expected = checkDigest(request.query.digest);
    await uploads.check(name, id);
    await append(request, id);
    await finish(admission, name, id, expected);
    answerStored(response, name, expected);
  });

  router.delete(upload, async (request, response) => {
    const { name, id } = target(request);
    await admit(context, request, name, 'push');
    await uploads.check(name, id);
    await uploads.remove(id);
    response.status(204).end();
  });

  /** False where it cannot be mounted; then the client uploads it. */
  async function mountBlob(
    request: Request,
    name: string,
    { caller }: Admission,
  ): Promise<boolean> {
    const { mount, from } = request.query;
    const digest = checkDigest(mount);
    if (typeof from !== 'string' || !isImageName(from)) {
      return false;
    }
    try {
      await admit(context, request, from, 'pull');
    } catch (error) {
      if (RegistryError.from(error)) {
        return false;
      }
      throw error;
    }
    const size = await content.find(from, digest);
    if (size === undefined) {
      return false;
    }
    const event = await context.auditor.createEvent({
      eventId: 'blob-mount',
      severityLevel: 'low',
      meta: {
        actor: actorOf(RegistryAccess.pusher(caller)),
        repository: name,
        from,
        digest,
      },
    });
    await content.link(name, { digest, size });
    await event.success();
    return true;
  }

  async function append(request: Request, id: string): Promise<number> {
    request.setTimeout(context.idleMs, () =>
      request.destroy(new Error('No byte arrived for too long')),
    );
    try {
      return await uploads.files.append(id, request, {
        ...chunkOf(request),
        maxBytes: context.maxBlobBytes,
      });
    } catch (error) {
      if (error instanceof RegistryError && error.code === 'STORAGE_FULL') {
        await uploads.remove(id);
      }
      throw error;
    }
  }

  async function finish(
    { caller }: Admission,
    name: string,
    id: string,
    expected: string,
  ): Promise<void> {
    const { file, digest, size } = await uploads.files.finish(id);
    const event = await context.auditor.createEvent({
      eventId: 'blob-push',
      severityLevel: 'low',
      meta: {
        actor: actorOf(RegistryAccess.pusher(caller)),
        repository: name,
        digest: expected,
      },
    });
    try {
      if (digest !== expected) {
        throw new RegistryError(
          400,
          'DIGEST_INVALID',
          `The ${size} bytes that arrived have the digest ${digest}, not ${expected}; nothing was stored. Push the blob again.`,
        );
      }
      await content.adopt(name, file, { digest, size });
      await event.success({ meta: { size } });
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    } finally {
      await uploads.remove(id);
    }
  }
}

function target(request: Request): { name: string; id: string } {
  return { name: checkName(request.params[0]), id: request.params[1] };
}

/** Where the chunk belongs: `Content-Range: 0-41`, also with `bytes` and a total. */
function chunkOf(request: Request): { start?: number; length?: number } {
  const header = request.headers['content-range'];
  if (header === undefined) {
    return {};
  }
  const [, first, last] =
    /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(
      header.trim(),
    ) ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    throw new RegistryError(
      400,
      'BLOB_UPLOAD_INVALID',
      `Content-Range must be <first byte>-<last byte>, not '${header.slice(
        0,
        60,
      )}'`,
    );
  }
  const length = Number(last) - Number(first) + 1;
  const announced = request.headers['content-length'];
  if (announced !== undefined && Number(announced) !== length) {
    throw new RegistryError(
      400,
      'SIZE_INVALID',
      `Content-Range ${header} is ${length} bytes, but Content-Length says ${announced}`,
    );
  }
  return { start: Number(first), length };
}

function answerOpen(
  response: Response,
  name: string,
  id: string,
  offset: number,
): void {
  response
    .set({
      Location: `/v2/${name}/blobs/uploads/${id}`,
      Range: uploadRange(offset),
      'Docker-Upload-UUID': id,
      'Content-Length': '0',
    })
    .end();
}

function answerStored(response: Response, name: string, digest: string): void {
  response
    .status(201)
    .set({
      Location: `/v2/${name}/blobs/${digest}`,
      'Docker-Content-Digest': digest,
      'Content-Length': '0',
    })
    .end();
}

function uploadUnknown(name: string): RegistryError {
  return new RegistryError(
    404,
    'BLOB_UPLOAD_UNKNOWN',
    `${name} has no such upload; begin again`,
  );
}
