import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { BlobStore } from '@dop/plugin-devops-node';
import { ArtifactError } from './ArtifactError';
import { folderMediaType } from './Collector';
import { isFileMark, markedPlaces } from './marks';
import { unpackTree } from './unpackTree';

/**
 * Lays the artifacts that inputs name below `inputs/` of a new work folder.
 *
 * @param allowed - whether the step may read the artifact of this digest
 * @returns the inputs as the program sees them, with paths relative to the work folder
 * @throws ArtifactError
 */
export async function placeInputs(options: {
  workFolder: string;
  inputs: JsonObject;
  schema: ObjectSchema;
  blobs: BlobStore;
  allowed: (digest: string) => Promise<boolean>;
}): Promise<JsonObject> {
  const { workFolder, blobs, schema } = options;
  const inputs: JsonObject = structuredClone(options.inputs);
  for (const { path, mark, value } of markedPlaces(schema, inputs)) {
    if (!isFileMark(mark)) {
      continue;
    }
    const artifact = value as JsonObject;
    const { digest } = artifact;
    if (typeof digest !== 'string' || typeof artifact.path !== 'string') {
      throw new ArtifactError(
        `The input ${path} is not an artifact: it has no digest`,
      );
    }
    if (!(await options.allowed(digest))) {
      throw new ArtifactError(
        `The input ${path} names the artifact ${digest}, which no step of this run made`,
      );
    }
    const place = posix.join(
      'inputs',
      path.replace(/\]/g, '').replace(/[^A-Za-z0-9_]+/g, '-'),
    );
    const content = await blobs.open(digest);
    if (artifact.mediaType === folderMediaType) {
      await unpackTree(content, join(workFolder, place));
      artifact.path = place;
    } else {
      await mkdir(join(workFolder, place), { recursive: true });
      const name = posix.basename(artifact.path);
      await pipeline(
        content,
        createWriteStream(join(workFolder, place, name), { flags: 'wx' }),
      );
      artifact.path = posix.join(place, name);
    }
  }
  return inputs;
}
