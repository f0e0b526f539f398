import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

const digestPattern = /^sha256:[0-9a-f]{64}$/;
const largestManifest = 4 * 1024 * 1024;

interface Entry {
  mediaType: string;
  digest: string;
  size: number;
  annotations: { 'org.opencontainers.image.ref.name': string };
}

/**
 * As much of an OCI registry as a step needs to push and read back an image.
 * What is pushed can be kept as an OCI image layout, which `skopeo copy oci:…` reads.
 */
export class LocalRegistry {
  readonly folder: string;
  /** Manifests by `name:tag`; those by digest are blobs. */
  readonly #tags = new Map<string, Entry>();
  readonly #types = new Map<string, string>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(folder: string): Promise<LocalRegistry> {
    await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
    await mkdir(join(folder, 'uploads'), { recursive: true });
    return new LocalRegistry(folder);
  }

  /** `name:tag` of what was pushed, with the digest. */
  get images(): { name: string; digest: string }[] {
    return [...this.#tags].map(([name, { digest }]) => ({ name, digest }));
  }

  /** Puts what was pushed into a folder, as an OCI image layout. */
  async keepAs(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await cp(join(this.folder, 'blobs'), join(folder, 'blobs'), {
      recursive: true,
    });
    await writeFile(
      join(folder, 'oci-layout'),
      '{"imageLayoutVersion":"1.0.0"}',
    );
    await writeFile(
      join(folder, 'index.json'),
      JSON.stringify({ schemaVersion: 2, manifests: [...this.#tags.values()] }),
    );
  }

  async answer(
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, name, kind, reference = ''] =
      /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests)\/(.*)$/.exec(
        url.pathname,
      ) ?? [];
    const { method = 'GET' } = request;
    const reading = method === 'GET' || method === 'HEAD';
    if (/^\/v2\/?$/.test(url.pathname)) {
      response.writeHead(200).end('{}');
    } else if (kind === 'manifests' && method === 'PUT') {
      await this.#putManifest(name, reference, request, response);
    } else if (kind === 'manifests' && reading) {
      const digest =
        this.#tags.get(`${name}:${reference}`)?.digest ?? reference;
      await this.#send(digest, this.#types.get(digest), method, response);
    } else if (kind === 'blobs' && reading) {
      await this.#send(reference, 'application/octet-stream', method, response);
    } else if (kind === 'blobs/uploads') {
      await this.#upload(name, reference, url, request, response);
    } else {
      refuse(response, 405, 'UNSUPPORTED', `${method} ${url.pathname}`);
    }
  }

  #blob(digest: string): string {
    return join(this.folder, 'blobs', 'sha256', digest.slice('sha256:'.length));
  }

  async #send(
    digest: string,
    mediaType: string | undefined,
    method: string,
    response: ServerResponse,
  ): Promise<void> {
    const known =
      mediaType && digestPattern.test(digest)
        ? await stat(this.#blob(digest)).catch(() => undefined)
        : undefined;
    if (!known) {
      refuse(
        response,
        404,
        'NAME_UNKNOWN',
        `${digest} was not pushed in this run, and a local run has no other images`,
      );
      return;
    }
    response.writeHead(200, {
      'content-type': mediaType,
      'content-length': known.size,
      'docker-content-digest': digest,
    });
    if (method === 'HEAD') {
      response.end();
    } else {
      await pipeline(createReadStream(this.#blob(digest)), response);
    }
  }

  async #upload(
    name: string,
    id: string,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method } = request;
    if (method === 'POST') {
      response
        .writeHead(202, {
          location: `/v2/${name}/blobs/uploads/${randomUUID()}`,
        })
        .end();
      return;
    }
    if (!/^[0-9a-f-]{36}$/.test(id)) {
      refuse(response, 404, 'BLOB_UPLOAD_UNKNOWN', id);
      return;
    }
    const file = join(this.folder, 'uploads', id);
    if (method === 'DELETE') {
      await rm(file, { force: true });
      response.writeHead(204).end();
      return;
    }
    await pipeline(request, createWriteStream(file, { flags: 'a' }));
    if (method === 'PATCH') {
      const { size } = await stat(file);
      response
        .writeHead(202, {
          location: url.pathname,
          range: `0-${Math.max(0, size - 1)}`,
        })
        .end();
      return;
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    const digest = `sha256:${hash.digest('hex')}`;
    if (url.searchParams.get('digest') !== digest) {
      await rm(file, { force: true });
      refuse(response, 400, 'DIGEST_INVALID', `The bytes have ${digest}`);
      return;
    }
    await rename(file, this.#blob(digest));
    response
      .writeHead(201, {
        location: `/v2/${name}/blobs/${digest}`,
        'docker-content-digest': digest,
      })
      .end();
  }

  async #putManifest(
    name: string,
    reference: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (Number(request.headers['content-length'] ?? 0) > largestManifest) {
      refuse(response, 413, 'MANIFEST_INVALID', 'It is too large');
      return;
    }
    const bytes = await buffer(request);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (digestPattern.test(reference) && reference !== digest) {
      refuse(response, 400, 'DIGEST_INVALID', `The bytes have ${digest}`);
      return;
    }
    const mediaType = request.headers['content-type'] ?? '';
    await writeFile(this.#blob(digest), bytes);
    this.#types.set(digest, mediaType);
    if (!digestPattern.test(reference)) {
      const tagged = `${name}:${reference}`;
      this.#tags.set(tagged, {
        mediaType,
        digest,
        size: bytes.length,
        annotations: { 'org.opencontainers.image.ref.name': tagged },
      });
    }
    response
      .writeHead(201, {
        location: `/v2/${name}/manifests/${digest}`,
        'docker-content-digest': digest,
      })
      .end();
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ errors: [{ code, message }] }));
}
