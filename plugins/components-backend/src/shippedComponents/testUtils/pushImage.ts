import { createHash } from 'node:crypto';
import type { JsonObject } from '@backstage/types';

const oci = 'application/vnd.oci.image';

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function descriptor(text: string, mediaType: string) {
  return { mediaType, digest: digestOf(text), size: Buffer.byteLength(text) };
}

async function put(url: URL | string, text: string, mediaType: string) {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: text,
  });
  if (response.status !== 201) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
}

async function pushBlob(registry: string, repository: string, text: string) {
  const begin = await fetch(`${registry}/v2/${repository}/blobs/uploads/`, {
    method: 'POST',
  });
  const location = new URL(begin.headers.get('location') ?? '', registry);
  location.searchParams.set('digest', digestOf(text));
  await put(location, text, 'application/octet-stream');
}

async function pushManifest(
  registry: string,
  repository: string,
  manifest: JsonObject & { mediaType: string },
) {
  const text = JSON.stringify(manifest);
  const url = `${registry}/v2/${repository}/manifests/${digestOf(text)}`;
  await put(url, text, manifest.mediaType);
  return text;
}

/**
 * Pushes an image of one layer, without a tag; `text` makes it another image.
 *
 * @returns its digest
 */
export async function pushImage(
  registry: string,
  repository: string,
  text: string,
): Promise<string> {
  return digestOf(await imageOf(registry, repository, text, 'amd64'));
}

async function imageOf(
  registry: string,
  repository: string,
  text: string,
  architecture: string,
): Promise<string> {
  const config = JSON.stringify({ os: 'linux', architecture, author: text });
  const layer = `layer of ${text}`;
  await pushBlob(registry, repository, config);
  await pushBlob(registry, repository, layer);
  return pushManifest(registry, repository, {
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: descriptor(config, `${oci}.config.v1+json`),
    layers: [descriptor(layer, `${oci}.layer.v1.tar`)],
  });
}

/** Pushes an index with an image for each architecture. */
export async function pushIndex(
  registry: string,
  repository: string,
  architectures: string[],
): Promise<{ digest: string; platforms: string[] }> {
  const manifests: JsonObject[] = [];
  const platforms: string[] = [];
  for (const architecture of architectures) {
    const text = await imageOf(
      registry,
      repository,
      architecture,
      architecture,
    );
    platforms.push(digestOf(text));
    manifests.push({
      ...descriptor(text, `${oci}.manifest.v1+json`),
      platform: { os: 'linux', architecture },
    });
  }
  const text = await pushManifest(registry, repository, {
    schemaVersion: 2,
    mediaType: `${oci}.index.v1+json`,
    manifests,
  });
  return { digest: digestOf(text), platforms };
}
