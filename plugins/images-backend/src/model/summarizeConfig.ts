import { z } from 'zod/v3';
import type { ImagePlatform } from '@dop/plugin-images-common';
import type { ConfigSummary } from '../store/ManifestStore';
import type { ParsedManifest } from './parseManifest';

/** Larger configurations are stored, but not looked into. */
export const maxConfigBytes = 4 * 1024 * 1024;

const strings = z.array(z.string()).nullish().catch(undefined);
const keys = z.record(z.unknown()).nullish().catch(undefined);
const text = z.string().optional().catch(undefined);

/** The configuration of an image, as far as it can be read; nothing of it is trusted. */
const configSchema = z.object({
  os: text,
  architecture: text,
  variant: text,
  created: text,
  author: text,
  config: z
    .object({
      User: text,
      WorkingDir: text,
      StopSignal: text,
      Env: strings,
      Cmd: strings,
      Entrypoint: strings,
      ExposedPorts: keys,
      Volumes: keys,
      Labels: z.record(z.string()).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  history: z
    .array(
      z.object({
        created: text,
        created_by: text,
        comment: text,
        author: text,
        empty_layer: z.boolean().optional().catch(undefined),
      }),
    )
    .nullish()
    .catch(undefined),
});

export type ImageConfigDocument = z.infer<typeof configSchema>;

/** Undefined for what is no JSON object. */
export function parseConfig(
  content: Buffer | undefined,
): ImageConfigDocument | undefined {
  try {
    const result = configSchema.safeParse(
      JSON.parse(content?.toString('utf8') ?? ''),
    );
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** What lists show of an image, from its configuration or from its index. */
export function summarizeConfig(
  parsed: ParsedManifest,
  config: ImageConfigDocument | undefined,
): ConfigSummary {
  if (parsed.kind === 'index') {
    return {
      platforms: parsed.manifests.flatMap(({ platform }) =>
        platform && isKnown(platform) ? [platform] : [],
      ),
    };
  }
  const { os, architecture, variant } = config ?? {};
  const created = Date.parse(config?.created ?? '');
  return {
    platforms:
      os && architecture
        ? [
            {
              os: os.slice(0, 100),
              architecture: architecture.slice(0, 100),
              variant: variant?.slice(0, 100),
            },
          ]
        : [],
    created: Number.isNaN(created)
      ? undefined
      : new Date(created).toISOString(),
    labels: config?.config?.Labels ?? undefined,
  };
}

/** Builders write attestations into an index as platform unknown/unknown. */
export function isKnown(platform: ImagePlatform): boolean {
  return platform.os !== 'unknown' || platform.architecture !== 'unknown';
}
