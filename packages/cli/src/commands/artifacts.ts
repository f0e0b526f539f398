import { mkdir, rename, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { RunArtifact } from '@dop/plugin-pipelines-common';
import { folderMediaType, unpackTree } from '@dop/plugin-pipelines-engine';
import { exitCodes, Failure } from '../output/Failure';
import type { Portal } from '../portal/connect';
import { findRun } from '../portal/findRun';
import type { CommandContext } from './context';

export interface ArtifactsOptions {
  step?: string;
  output?: string;
  /** Folder to fetch into; without it they are listed. */
  to?: string;
}

/** Lists what a run left, or fetches it: folders are unpacked. */
export async function artifacts(
  context: CommandContext,
  text: string,
  { step, output: wanted, to }: ArtifactsOptions,
): Promise<void> {
  const { output, streams } = context;
  const portal = await context.portal();
  const run = await findRun(portal, text);
  const { items } = await portal.pipelines.artifacts(run.id);
  const newest = (item: RunArtifact) =>
    items.every(
      other =>
        other.instanceKey !== item.instanceKey || other.attempt <= item.attempt,
    );
  const chosen = items.filter(
    item =>
      newest(item) &&
      (!step || [item.instanceKey, stepOf(item)].includes(step)) &&
      (!wanted || item.output === wanted),
  );
  if (chosen.length === 0) {
    throw new Failure(
      items.length === 0
        ? 'The run has left no artifacts.'
        : `The run has left no such artifact. It has: ${items
            .map(item => `${item.instanceKey}.${item.output}`)
            .join(', ')}`,
    );
  }
  if (!to) {
    output.table(
      chosen.map(({ instanceKey, output: name, size, digest, mediaType }) => [
        `${instanceKey}.${name}`,
        `${size}`,
        mediaType,
        digest,
      ]),
    );
    output.document(chosen);
    return;
  }
  const folder = resolve(streams.cwd, to);
  const written: { item: string; path: string }[] = [];
  for (const item of chosen) {
    const path = await fetchOne(portal, item, folder);
    output.line(`${item.instanceKey}.${item.output} -> ${path}`);
    written.push({ item: `${item.instanceKey}.${item.output}`, path });
  }
  output.document(written);
}

async function fetchOne(
  portal: Portal,
  item: RunArtifact,
  folder: string,
): Promise<string> {
  const url = await portal.pipelines.artifactUrl(item.digest);
  const response = await portal.fetch(url);
  if (!response.ok || !response.body) {
    throw new Failure(
      `${item.instanceKey}.${item.output} cannot be fetched: ${response.status}`,
      exitCodes.refused,
    );
  }
  return keepArtifact(
    Readable.fromWeb(response.body as ReadableStream),
    item,
    folder,
  );
}

/**
 * Writes an artifact to `<folder>/<step instance>/<output>/`, whole or not at all.
 *
 * @returns the path of the file or folder
 */
export async function keepArtifact(
  content: Readable,
  item: Pick<RunArtifact, 'instanceKey' | 'output' | 'path' | 'mediaType'>,
  folder: string,
): Promise<string> {
  const isFolder = item.mediaType === folderMediaType;
  const place = join(folder, safe(item.instanceKey), safe(item.output));
  const path = isFolder ? place : join(place, safe(basename(item.path)));
  const unfinished = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  try {
    if (isFolder) {
      await unpackTree(content, unfinished);
    } else {
      await pipeline(content, createWriteStream(unfinished));
    }
    await rm(path, { recursive: true, force: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** A name without anything that leads elsewhere. */
function safe(name: string): string {
  return name.replace(/[^\w.=,[\]-]/g, '_').replace(/^\.+/, '_') || '_';
}

function stepOf({ instanceKey }: RunArtifact): string {
  return instanceKey.replace(/\[.*$/, '');
}
