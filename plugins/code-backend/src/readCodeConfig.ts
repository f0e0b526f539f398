import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { InputError } from '@backstage/errors';
import {
  abandonedMs,
  type MaintenanceSettings,
} from './maintenance/GitMaintenance';

/** Settings under `dop.code`; see `config.d.ts`. */
export interface CodeConfig {
  gitProgram: string;
  idleTimeoutMs: number;
  maxPushBytes: number;
  maxTransfers: number;
  /** `<backend.baseUrl>/git` */
  gitUrl: string;
  maintenance: MaintenanceSettings;
}

export function readCodeConfig(config: RootConfigService): CodeConfig {
  const duration = (key: string, otherwise: number) =>
    config.has(key)
      ? durationToMilliseconds(readDurationFromConfig(config, { key }))
      : otherwise;
  const maintenance = 'dop.code.maintenance';
  const keepUnreachableMs = duration(
    `${maintenance}.keepUnreachable`,
    30 * 24 * 3600_000,
  );
  if (keepUnreachableMs < abandonedMs) {
    throw new InputError(
      `${maintenance}.keepUnreachable must be a day or longer: shorter, a slow push could lose its objects`,
    );
  }
  return {
    gitProgram: config.getOptionalString('dop.code.git') ?? 'git',
    idleTimeoutMs: duration('dop.code.idleTimeout', 120_000),
    maxPushBytes:
      config.getOptionalNumber('dop.code.maxPushBytes') ?? 2 * 1024 ** 3,
    maxTransfers: config.getOptionalNumber('dop.code.maxTransfers') ?? 32,
    gitUrl: `${config.getString('backend.baseUrl').replace(/\/+$/, '')}/git`,
    maintenance: {
      everyMs: duration(`${maintenance}.every`, 6 * 3600_000),
      looseObjects:
        config.getOptionalNumber(`${maintenance}.looseObjects`) ?? 2_000,
      packs: config.getOptionalNumber(`${maintenance}.packs`) ?? 20,
      keepUnreachableMs,
    },
  };
}
