import { createHash } from 'node:crypto';
import { mediaTypes } from '../model/parseManifest';
import type { TestRegistry } from './startRegistry';

export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Pushes small images by plain requests. */
export class ImagePusher {
  readonly #registry: TestRegistry;
  readonly #secret: string;

  private constructor(registry: TestRegistry, secret: string) {
    this.#registry = registry;
    this.#secret = secret;
  }

  static create(registry: TestRegistry, secret: string): ImagePusher {
    return new ImagePusher(registry, secret);
  }

  async blob(repository: string, content: string | Buffer): Promise<Response> {
    return this.#registry.request(
      this.#secret,
      'POST',
      `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`,
      { body: content },
    );
  }

  async manifest(
    repository: string,
    reference: string,
    manifest: object | string,
    mediaType: string = mediaTypes.ociManifest,
  ): Promise<Response> {
    return this.#registry.request(
      this.#secret,
      'PUT',
      `/v2/${repository}/manifests/${reference}`,
      {
        body:
          typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
        headers: { 'content-type': mediaType },
      },
    );
  }

  /** Pushes an image of one layer; `text` makes it another image. */
  async image(
    repository: string,
    tag: string,
    text: string,
    options: { architecture?: string; subject?: object } = {},
  ): Promise<{ digest: string; manifest: string; response: Response }> {
    const config = JSON.stringify({
      os: 'linux',
      architecture: options.architecture ?? 'amd64',
      created: '2030-01-02T03:04:05Z',
      config: {
        Env: ['A=b'],
        Cmd: ['serve'],
        User: '1000',
        Labels: {
          'org.opencontainers.image.revision': `claimed-${text}`,
        },
      },
      history: [{ created_by: `COPY ${text}` }, { empty_layer: true }],
      rootfs: { type: 'layers', diff_ids: [] },
    });
    const layer = `layer of ${text}`;
    await this.blob(repository, config);
    await this.blob(repository, layer);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: descriptor(config, mediaTypes.ociConfig),
      layers: [
        descriptor(layer, 'application/vnd.oci.image.layer.v1.tar+gzip'),
      ],
      ...(options.subject ? { subject: options.subject } : {}),
    });
    const response = await this.manifest(repository, tag, manifest);
    return { digest: digestOf(manifest), manifest, response };
  }

  /** Pushes something that refers to an image. */
  async referrer(
    repository: string,
    subject: { digest: string; manifest: string },
    artifactType: string,
  ): Promise<{ digest: string; response: Response }> {
    await this.blob(repository, '{}');
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType,
      config: descriptor('{}', 'application/vnd.oci.empty.v1+json'),
      layers: [descriptor('{}', 'application/vnd.oci.empty.v1+json')],
      subject: descriptor(subject.manifest, mediaTypes.ociManifest),
      annotations: { made: 'by hand' },
    });
    const digest = digestOf(manifest);
    return {
      digest,
      response: await this.manifest(repository, digest, manifest),
    };
  }
}

export function descriptor(content: string, mediaType: string): object {
  return {
    mediaType,
    digest: digestOf(content),
    size: Buffer.byteLength(content),
  };
}

/** Code and message of an answer in the registry's form. */
export async function errorOf(
  response: Response,
): Promise<{ status: number; code: string; message: string }> {
  const { errors } = (await response.json()) as {
    errors: { code: string; message: string }[];
  };
  return { status: response.status, ...errors[0] };
}
