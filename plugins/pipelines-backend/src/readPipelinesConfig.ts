import { cpus } from 'node:os';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** `dop.pipelines` with its defaults. */
export interface PipelinesConfig {
  slots: Record<string, number>;
  maxLogBytes: number;
  graceSeconds: number;
  leaseMs: number;
  /** Variables for all programs, under those of workflows and steps. */
  env: Record<string, string>;
  /** Key of the stored secrets; absent for one in the data folder. */
  secretsKeyFile?: string;
  /** Whether people may decide about their own changes. */
  allowOwnApprovals: boolean;
  /** Days for which steps, logs and artifacts of a run are kept; absent for ever. */
  keepRunsDays?: number;
  /** How long events can be read. */
  keepEventsMs: number;
  /** A scheduled time that was missed by more is not made up for. */
  scheduleMissedMs: number;
  processRunner: {
    enabled: boolean;
    /** Why it may not be used. */
    forbidden?: string;
    /** Whose rights programs get; only where the portal runs as root. */
    user?: { uid: number; gid: number };
  };
}

/** @throws InputError for a number that makes no sense */
export function readPipelinesConfig(root: Config): PipelinesConfig {
  const config = root.getOptionalConfig('dop.pipelines');
  const number = (key: string, fallback: number, least: number) => {
    const value = config?.getOptionalNumber(key) ?? fallback;
    if (!(value >= least)) {
      throw new InputError(
        `dop.pipelines.${key} is ${value}; it must be at least ${least}`,
      );
    }
    return value;
  };
  const cores = Math.max(2, cpus().length);
  return {
    slots: {
      process: number('slots.process', cores, 1),
      docker: number('slots.docker', cores, 1),
    },
    maxLogBytes: number('maxLogBytes', 64 * 1024 * 1024, 1024),
    graceSeconds: number('graceSeconds', 10, 0),
    env: readEnv(config?.getOptionalConfig('env')),
    secretsKeyFile: config?.getOptionalString('secrets.keyFile'),
    leaseMs: number('leaseSeconds', 30, 5) * 1_000,
    allowOwnApprovals:
      config?.getOptionalBoolean('approvals.allowOwn') ?? false,
    keepRunsDays:
      config?.getOptionalNumber('keepRunsDays') === undefined
        ? undefined
        : number('keepRunsDays', 0, 1),
    keepEventsMs: number('events.keepDays', 30, 1) * 86_400_000,
    scheduleMissedMs: number('schedules.missedSeconds', 3_600, 0) * 1_000,
    processRunner: {
      enabled: config?.getOptionalBoolean('processRunner.enabled') ?? true,
      forbidden: whyForbidden(root),
      user:
        process.getuid?.() === 0
          ? {
              uid: number('processRunner.userId', 65534, 1),
              gid: number('processRunner.groupId', 65534, 1),
            }
          : undefined,
    },
  };
}

/** Names that would change how the portal runs programs. */
const reservedVariable =
  /^(CO_.*|LD_.*|DYLD_.*|DOP_.*|PATH|HOME|SHELL|NODE_OPTIONS|NODE_PATH)$/i;

function readEnv(config: Config | undefined): Record<string, string> {
  return Object.fromEntries(
    (config?.keys() ?? []).map(name => {
      if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)) {
        throw new InputError(
          `dop.pipelines.env has "${name}", which is no name of a variable: letters, digits and underscores`,
        );
      }
      if (reservedVariable.test(name)) {
        throw new InputError(
          `dop.pipelines.env has ${name}, which would change how the portal runs programs. Choose another name.`,
        );
      }
      return [name, String(config?.get(name))];
    }),
  );
}

/** The process runner is no sandbox, so only this machine may reach the portal. */
function whyForbidden(root: Config): string | undefined {
  if (
    root.getOptionalBoolean('dop.pipelines.processRunner.allowOtherListeners')
  ) {
    return undefined;
  }
  const listen = root.getOptional('backend.listen');
  const host =
    typeof listen === 'object' && listen !== null && 'host' in listen
      ? String(listen.host)
      : String(listen ?? '').replace(/:\d+$/, '');
  if (['127.0.0.1', '::1', '[::1]', 'localhost'].includes(host)) {
    return undefined;
  }
  return `The portal listens on ${
    host || 'all addresses'
  }, and the process runner is not a sandbox. Set backend.listen.host to 127.0.0.1, or dop.pipelines.processRunner.allowOtherListeners to true if everybody who can push is trusted.`;
}
