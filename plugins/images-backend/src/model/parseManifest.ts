import { z } from 'zod/v3';
import { RegistryError } from '../registry/RegistryError';
import { checkDigest } from './names';

/** Largest manifest that is taken, in bytes. */
export const maxManifestBytes = 4 * 1024 * 1024;

export const mediaTypes = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const;

const imageTypes: string[] = [
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
];
const indexTypes: string[] = [mediaTypes.ociIndex, mediaTypes.dockerList];
const configTypes: string[] = [mediaTypes.ociConfig, mediaTypes.dockerConfig];

const platformSchema = z.object({
  os: z.string().max(100).default('unknown'),
  architecture: z.string().max(100).default('unknown'),
  variant: z.string().max(100).optional(),
});

const descriptorSchema = z.object({
  mediaType: z.string().min(1).max(255),
  digest: z.string(),
  size: z.number().int().nonnegative(),
  urls: z.array(z.string()).optional(),
  annotations: z.record(z.string()).optional(),
  artifactType: z.string().max(255).optional(),
  platform: platformSchema.optional(),
});

const common = {
  schemaVersion: z.literal(2),
  mediaType: z.string().max(255).optional(),
  artifactType: z.string().max(255).optional(),
  subject: descriptorSchema.optional(),
  annotations: z.record(z.string()).optional(),
};

const imageSchema = z.object({
  ...common,
  config: descriptorSchema,
  layers: z.array(descriptorSchema).max(1_000),
});

const indexSchema = z.object({
  ...common,
  manifests: z.array(descriptorSchema).max(1_000),
});

export type Descriptor = z.infer<typeof descriptorSchema>;

/** What a manifest says, checked for its form; references are not looked up. */
export interface ParsedManifest {
  /** `artifact`: a manifest whose configuration is none of an image. */
  kind: 'image' | 'index' | 'artifact';
  mediaType: string;
  artifactType?: string;
  subject?: Descriptor;
  annotations?: Record<string, string>;
  /** Only for `image` and `artifact`. */
  config?: Descriptor;
  layers: Descriptor[];
  /** Only for `index`. */
  manifests: Descriptor[];
}

/**
 * Reads a manifest or an index, OCI's or Docker's.
 *
 * @param contentType - the header of the request, without parameters
 * @throws RegistryError MANIFEST_INVALID with the place of what is wrong
 */
export function parseManifest(
  content: Buffer,
  contentType: string | undefined,
): ParsedManifest {
  const document = parseJson(content);
  const stated = stringAt(document, 'mediaType');
  const mediaType = stated ?? contentType;
  if (!mediaType) {
    throw invalid(
      'The manifest has no media type, neither in it nor in the header Content-Type',
    );
  }
  if (stated && contentType && stated !== contentType) {
    throw invalid(
      `The header Content-Type says ${contentType}, the manifest says ${stated}; send the same`,
    );
  }
  if (![...imageTypes, ...indexTypes].includes(mediaType)) {
    throw new RegistryError(
      415,
      'MANIFEST_INVALID',
      `Manifests of type ${mediaType.slice(
        0,
        200,
      )} are not taken; push one of ${[...imageTypes, ...indexTypes].join(
        ', ',
      )}`,
    );
  }
  return indexTypes.includes(mediaType)
    ? parseIndex(document, mediaType)
    : parseImage(document, mediaType);
}

function parseImage(document: unknown, mediaType: string): ParsedManifest {
  const result = imageSchema.safeParse(document);
  if (!result.success) {
    throw invalidAt(result.error);
  }
  const { config, layers, subject, annotations, artifactType } = result.data;
  [config, ...layers, ...(subject ? [subject] : [])].forEach(({ digest }) =>
    checkDigest(digest),
  );
  const isImage = configTypes.includes(config.mediaType) && !artifactType;
  return {
    kind: isImage ? 'image' : 'artifact',
    mediaType,
    artifactType: artifactType ?? (isImage ? undefined : config.mediaType),
    subject,
    annotations,
    config,
    layers,
    manifests: [],
  };
}

function parseIndex(document: unknown, mediaType: string): ParsedManifest {
  const result = indexSchema.safeParse(document);
  if (!result.success) {
    throw invalidAt(result.error);
  }
  const { manifests, subject, annotations, artifactType } = result.data;
  [...manifests, ...(subject ? [subject] : [])].forEach(({ digest }) =>
    checkDigest(digest),
  );
  return {
    kind: 'index',
    mediaType,
    artifactType,
    subject,
    annotations,
    layers: [],
    manifests,
  };
}

function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(content),
    );
  } catch (error) {
    throw invalid(
      `The manifest is no JSON: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function stringAt(document: unknown, key: string): string | undefined {
  const value =
    document && typeof document === 'object'
      ? (document as Record<string, unknown>)[key]
      : undefined;
  return typeof value === 'string' ? value : undefined;
}

function invalidAt(error: z.ZodError): RegistryError {
  const [issue] = error.issues;
  return invalid(
    `The manifest is wrong at ${issue.path.join('.') || 'its root'}: ${
      issue.message
    }`,
  );
}

function invalid(message: string): RegistryError {
  return new RegistryError(400, 'MANIFEST_INVALID', message);
}
