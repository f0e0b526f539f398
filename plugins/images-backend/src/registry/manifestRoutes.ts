import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Request, Response, Router } from 'express';
import { checkDigest, checkName, isDigest, isTag } from '../model/names';
import {
  maxManifestBytes,
  parseManifest,
  type ParsedManifest,
} from '../model/parseManifest';
import {
  maxConfigBytes,
  parseConfig,
  summarizeConfig,
} from '../model/summarizeConfig';
import { removeImage, removeTag } from '../store/removeImage';
import { actorOf, type Pusher } from '../store/Pusher';
import { tellOfImage } from '../store/tellOfImage';
import { admit } from './authenticate';
import { RegistryAccess } from './RegistryAccess';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

const path = /^\/(.+)\/manifests\/([^/]+)$/;

/** Manifests and indexes: pull, push, delete, by tag or by digest. */
export function addManifestRoutes(
  router: Router,
  context: RegistryContext,
): void {
  const { manifests, content, repositories } = context;

  const send = async (request: Request, response: Response) => {
    const name = checkName(request.params[0]);
    const reference = checkReference(request.params[1]);
    await admit(context, request, name, 'pull');
    const digest = isDigest(reference)
      ? reference
      : await manifests.resolveTag(name, reference);
    const row = digest ? await manifests.find(name, digest) : undefined;
    const bytes = row && (await content.read(row.digest, maxManifestBytes));
    if (!row || !bytes) {
      throw manifestUnknown(name, reference);
    }
    response.set({
      'Docker-Content-Digest': row.digest,
      'Content-Type': row.media_type,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${row.digest}"`,
    });
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    response.set('Content-Length', String(bytes.length));
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
  router.head(path, send);
  router.get(path, send);

  router.put(path, async (request, response) => {
    const name = checkName(request.params[0]);
    const reference = checkReference(request.params[1]);
    const { caller, binding } = await admit(context, request, name, 'push');
    const pusher = RegistryAccess.pusher(caller);
    const tag = isDigest(reference) ? undefined : reference;
    if (tag) {
      RegistryAccess.checkTag(pusher, tag);
    }
    const bytes = await readManifest(request, context.idleMs);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (!tag && digest !== reference) {
      throw new RegistryError(
        400,
        'DIGEST_INVALID',
        `The manifest that arrived has the digest ${digest}, not ${reference}; nothing was stored`,
      );
    }
    const contentType = request.headers['content-type']?.split(';')[0].trim();
    const parsed = parseManifest(bytes, contentType);
    await repositories.bind(name, binding);
    const event = await context.auditor.createEvent({
      eventId: 'image-push',
      severityLevel: 'medium',
      meta: { actor: actorOf(pusher), repository: name, digest, tag },
    });
    try {
      await store(name, { bytes, digest, tag, parsed, pusher });
      await event.success();
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
    response
      .status(201)
      .set({
        Location: `/v2/${name}/manifests/${digest}`,
        'Docker-Content-Digest': digest,
        'Content-Length': '0',
        ...(parsed.subject ? { 'OCI-Subject': parsed.subject.digest } : {}),
      })
      .end();
  });

  router.delete(path, async (request, response) => {
    const name = checkName(request.params[0]);
    const reference = checkReference(request.params[1]);
    const { caller } = await admit(context, request, name, 'delete');
    const actor = actorOf(RegistryAccess.pusher(caller));
    const done = isDigest(reference)
      ? (await removeImage(context, actor, name, reference)).length > 0
      : await removeTag(context, actor, name, reference);
    if (!done) {
      throw manifestUnknown(name, reference);
    }
    response.status(202).end();
  });

  async function store(
    name: string,
    image: {
      bytes: Buffer;
      digest: string;
      tag?: string;
      parsed: ParsedManifest;
      pusher: Pusher;
    },
  ): Promise<void> {
    const { bytes, digest, tag, parsed, pusher } = image;
    const { config } = parsed;
    const inside =
      parsed.kind === 'image' &&
      config &&
      (await content.find(name, config.digest)) !== undefined;
    const summary = summarizeConfig(
      parsed,
      inside
        ? parseConfig(await content.read(config.digest, maxConfigBytes))
        : undefined,
    );
    await content.putDocument(Readable.from([bytes]), {
      digest,
      size: bytes.length,
    });
    const { knex, outbox } = context;
    await knex.transaction(async trx => {
      // What an attempt leaves is told by its run.
      const news =
        pusher.type === 'user' &&
        (await manifests.isNews(trx, { repository: name, digest, tag }));
      await manifests.put(trx, {
        repository: name,
        digest,
        size: bytes.length,
        tag,
        parsed,
        summary,
        pusher,
      });
      if (news) {
        await tellOfImage(trx, outbox, {
          change: 'pushed',
          repository: name,
          digests: [digest],
          ...(tag && { tag }),
          actor: pusher.userEntityRef,
        });
      }
    });
    outbox.wake();
  }
}

/** @throws RegistryError for what is neither a tag nor a digest */
function checkReference(reference: string): string {
  if (reference.includes(':')) {
    return checkDigest(reference);
  }
  if (!isTag(reference)) {
    throw new RegistryError(
      400,
      'MANIFEST_INVALID',
      `'${reference.slice(
        0,
        140,
      )}' is no tag: at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'`,
    );
  }
  return reference;
}

async function readManifest(request: Request, idleMs: number): Promise<Buffer> {
  request.setTimeout(idleMs, () =>
    request.destroy(new Error('No byte arrived for too long')),
  );
  const chunks: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0);
  let arrived = 0;
  if (size <= maxManifestBytes) {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      arrived += chunk.length;
      size = arrived;
      if (size > maxManifestBytes) {
        break;
      }
      chunks.push(chunk);
    }
  }
  if (size > maxManifestBytes) {
    throw new RegistryError(
      413,
      'MANIFEST_INVALID',
      `Manifests may have at most ${maxManifestBytes} bytes; keep large data in a blob`,
    );
  }
  return Buffer.concat(chunks);
}

function manifestUnknown(name: string, reference: string): RegistryError {
  return new RegistryError(
    404,
    'MANIFEST_UNKNOWN',
    isDigest(reference)
      ? `${name} has no image ${reference}`
      : `${name} has no tag ${reference}`,
  );
}
