import {
  closeSync,
  createReadStream,
  fstatSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { extname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { AttemptExit } from '@dop/plugin-pipelines-node';
import type { NewArtifact } from '../store/records';
import {
  ArtifactError,
  defaultArtifactLimits,
  type ArtifactLimits,
} from './ArtifactError';
import { pathStaysInside } from './links';
import { isFileMark, markedPlaces } from './marks';
import { oversized } from './oversized';
import { packTree, safeRead } from './packTree';
import { refuseSecrets } from './refuseSecrets';
import type { SchemaChecker } from './SchemaChecker';

/** What came of an attempt. */
export interface Collected {
  success: boolean;
  /** Why not, one sentence. */
  reason?: string;
  /** Valid outputs, also of a failed attempt. */
  outputs?: JsonObject;
  artifacts: NewArtifact[];
}

/** Says that the bytes are a folder; a file that is a tar has another type. */
export const folderMediaType = 'application/x-tar';

const outFileLimit = 4 * 1024 * 1024;
const artifactCountLimit = 500;

const mediaTypes: Record<string, string> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gz': 'application/gzip',
  '.html': 'text/html',
  '.json': 'application/json',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tgz': 'application/gzip',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.zip': 'application/zip',
};

/**
 * Reads what an attempt left, after everything of it is dead. May be repeated:
 * it changes nothing in the work folder.
 */
export class Collector {
  readonly #blobs: BlobStore;
  readonly #schemas: SchemaChecker;
  readonly #limits: ArtifactLimits;

  private constructor(
    blobs: BlobStore,
    schemas: SchemaChecker,
    limits: ArtifactLimits,
  ) {
    this.#blobs = blobs;
    this.#schemas = schemas;
    this.#limits = limits;
  }

  static create(options: {
    blobs: BlobStore;
    schemas: SchemaChecker;
    limits?: ArtifactLimits;
  }): Collector {
    return new Collector(
      options.blobs,
      options.schemas,
      options.limits ?? defaultArtifactLimits,
    );
  }

  async collect(options: {
    workFolder: string;
    schema: ObjectSchema;
    exit: Pick<AttemptExit, 'code' | 'signal' | 'cause' | 'message'>;
    secrets: readonly string[];
  }): Promise<Collected> {
    const { exit } = options;
    const failure = describeExit(exit);
    if (exit.cause === 'notStarted') {
      return { success: false, reason: failure, artifacts: [] };
    }
    try {
      const { outputs, written, artifacts } = await this.#read(options);
      if (!failure) {
        return { success: true, outputs, artifacts };
      }
      return {
        success: false,
        reason: failure,
        outputs: written ? outputs : undefined,
        artifacts,
      };
    } catch (error) {
      if (!(error instanceof ArtifactError)) {
        throw error;
      }
      return {
        success: false,
        reason: failure
          ? `${failure}; its outputs cannot be used: ${error.message}`
          : `It ended with exit code 0, but ${error.message}`,
        artifacts: [],
      };
    }
  }

  async #read(options: {
    workFolder: string;
    schema: ObjectSchema;
    secrets: readonly string[];
  }): Promise<{
    outputs: JsonObject;
    written: boolean;
    artifacts: NewArtifact[];
  }> {
    const { workFolder, schema } = options;
    const text = readOutFile(workFolder);
    // Before anything is said about it that may repeat a part of it.
    refuseSecrets(text ?? '', options.secrets);
    const outputs = parse(text ?? '{}');
    if (text?.includes('\\')) {
      // Escaped in a way of its own.
      refuseSecrets(JSON.stringify(outputs), options.secrets);
    }
    const large = oversized(outputs);
    if (large) {
      throw new ArtifactError(large);
    }
    const artifacts = await this.#store(workFolder, schema, outputs);
    const problem = this.#schemas.check(schema, outputs);
    if (problem) {
      throw new ArtifactError(
        text === undefined
          ? `it wrote no out.json: ${problem}`
          : `out.json does not fit the schema of its outputs: ${problem}`,
      );
    }
    return { outputs, written: text !== undefined, artifacts };
  }

  async #store(
    workFolder: string,
    schema: ObjectSchema,
    outputs: JsonObject,
  ): Promise<NewArtifact[]> {
    const places = markedPlaces(schema, outputs).filter(place =>
      isFileMark(place.mark),
    );
    if (places.length > artifactCountLimit) {
      throw new ArtifactError(
        `out.json names ${places.length} artifacts; the limit is ${artifactCountLimit}`,
      );
    }
    const artifacts: NewArtifact[] = [];
    for (const { path: output, mark, value } of places) {
      const path = artifactPath(output, value);
      const stored = await this.#storeOne(workFolder, path);
      Object.assign(value as JsonObject, { path, ...stored });
      if (isFileMark(mark)) {
        artifacts.push({ output, mark, path, ...stored });
      }
    }
    return artifacts;
  }

  async #storeOne(
    workFolder: string,
    path: string,
  ): Promise<{ digest: string; size: number; mediaType: string }> {
    const full = join(workFolder, path);
    const kind = await kindOf(workFolder, path);
    if (kind === 'folder') {
      const info = await this.#blobs.put(
        named(path, packTree(full, this.#limits)),
      );
      return { ...info, mediaType: folderMediaType };
    }
    const file = await open(full, safeRead);
    const content = createReadStream('', { fd: file, autoClose: true });
    const info = await this.#blobs.put(content, {
      maxBytes: this.#limits.bytes,
    });
    return {
      ...info,
      mediaType:
        mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    };
  }
}

/** Why an exit is a failure; undefined if it is none. */
export function describeExit(
  exit: Pick<AttemptExit, 'code' | 'signal' | 'cause' | 'message'>,
): string | undefined {
  if (exit.message) {
    return exit.message;
  }
  if (exit.cause === 'timeout') {
    return 'It took longer than its timeout';
  }
  if (exit.cause === 'outOfMemory') {
    return 'It used more memory than it may';
  }
  if (exit.signal) {
    return `It was ended by ${exit.signal}`;
  }
  return exit.code === 0 ? undefined : `It ended with exit code ${exit.code}`;
}

/** Bounded, and mostly small: not worth another thread. */
function readOutFile(workFolder: string): string | undefined {
  let file: number;
  try {
    file = openSync(join(workFolder, 'out.json'), safeRead);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    if (code === 'ELOOP') {
      throw new ArtifactError('out.json is a link');
    }
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) {
      throw new ArtifactError('out.json is not a file');
    }
    if (stats.size > outFileLimit) {
      throw new ArtifactError(
        `out.json has ${stats.size} bytes; the limit is ${outFileLimit}`,
      );
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parse(text: string): JsonObject {
  let value: JsonValue | undefined;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArtifactError(
      `out.json is not JSON: ${(error as Error).message}`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ArtifactError('out.json does not hold an object');
  }
  return value;
}

function artifactPath(output: string, value: JsonValue): string {
  const path =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value.path
      : undefined;
  if (typeof path !== 'string') {
    throw new ArtifactError(
      `the output ${output} is an artifact and must be {"path": "outputs/…"}`,
    );
  }
  const normal = posix.normalize(path).replace(/\/$/, '');
  if (!pathStaysInside(normal) || !/^outputs(\/|$)/.test(normal)) {
    throw new ArtifactError(
      `the output ${output} has the path ${path.slice(
        0,
        200,
      )}, which is not below outputs/`,
    );
  }
  return normal;
}

/** What lies at a path of the work folder, no part of which may be a link. */
async function kindOf(
  workFolder: string,
  path: string,
): Promise<'file' | 'folder'> {
  let at = workFolder;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const stats = await lstat(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
        throw new ArtifactError(`there is no ${path}`);
      }
      throw error;
    });
    if (stats.isDirectory()) {
      if (index === parts.length - 1) {
        return 'folder';
      }
    } else if (stats.isFile() && index === parts.length - 1) {
      return 'file';
    } else {
      throw new ArtifactError(
        `${parts.slice(0, index + 1).join('/')} is neither a file nor a folder`,
      );
    }
  }
  throw new ArtifactError(`there is no ${path}`);
}

/** Says in errors of the stream which artifact they are about. */
async function* rename(path: string, content: Readable) {
  try {
    yield* content;
  } catch (error) {
    throw error instanceof ArtifactError
      ? new ArtifactError(
          `the artifact ${path} cannot be kept: ${error.message}`,
        )
      : error;
  }
}

function named(path: string, content: Readable): Readable {
  return Readable.from(rename(path, content));
}
