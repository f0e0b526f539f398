import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { RegistryAddress } from '@dop/plugin-images-common';

export interface ImagesOptions {
  baseUrl: string;
  address: RegistryAddress;
  maxBlobBytes: number;
  graceMs: number;
  uploadExpiryMs: number;
  idleMs: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** `dop.images` with its defaults; see `config.d.ts`. */
export function readOptions(config: RootConfigService): ImagesOptions {
  const baseUrl = config.getString('backend.baseUrl');
  const url = new URL(baseUrl);
  const duration = (key: string, otherwise: number) =>
    config.has(`dop.images.${key}`)
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: `dop.images.${key}` }),
        )
      : otherwise;
  return {
    baseUrl,
    address: { host: url.host, tls: url.protocol === 'https:' },
    maxBlobBytes:
      config.getOptionalNumber('dop.images.maxBlobBytes') ?? 20 * 1024 ** 3,
    graceMs: duration('gracePeriod', day),
    uploadExpiryMs: duration('uploadExpiry', day),
    idleMs: duration('idleTimeout', 2 * minute),
  };
}
