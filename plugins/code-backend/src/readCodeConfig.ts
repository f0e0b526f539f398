import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** Settings under `dop.code`; see `config.d.ts`. */
export interface CodeConfig {
  gitProgram: string;
  idleTimeoutMs: number;
  maxPushBytes: number;
  maxTransfers: number;
  /** `<backend.baseUrl>/git` */
  gitUrl: string;
}

export function readCodeConfig(config: RootConfigService): CodeConfig {
  return {
    gitProgram: config.getOptionalString('dop.code.git') ?? 'git',
    idleTimeoutMs: config.has('dop.code.idleTimeout')
      ? durationToMilliseconds(
          readDurationFromConfig(config, { key: 'dop.code.idleTimeout' }),
        )
      : 120_000,
    maxPushBytes:
      config.getOptionalNumber('dop.code.maxPushBytes') ?? 2 * 1024 ** 3,
    maxTransfers: config.getOptionalNumber('dop.code.maxTransfers') ?? 32,
    gitUrl: `${config.getString('backend.baseUrl').replace(/\/+$/, '')}/git`,
  };
}
