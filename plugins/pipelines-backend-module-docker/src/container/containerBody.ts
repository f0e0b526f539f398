import type { JsonObject } from '@backstage/types';
import type { AttemptSpec } from '@dop/plugin-pipelines-node';
import type { EngineInfo } from '../engine/Engine';

/** Where a program sees its work folder. */
export const home = '/co';

/** Labels of our containers; everything that a restart needs to know. */
export const labels = {
  prefix: 'dop.handle-prefix',
  timeout: 'dop.timeout-seconds',
  maxLog: 'dop.max-log-bytes',
};

/** The log is read from the start again after a restart, so it must be whole. */
const podmanLog = { Type: 'k8s-file', Config: {} };
/** Docker's usual `json-file` keeps no bytes that are not UTF-8. */
const dockerLog = {
  Type: 'local',
  Config: { 'max-size': '1000g', 'max-file': '1', compress: 'false' },
};

/**
 * The body of `POST /containers/create`: no rights, nothing of the image can be
 * written, and the work folder is all that it shares with the host.
 */
export function containerBody(options: {
  spec: AttemptSpec;
  image: string;
  info: EngineInfo;
  /** Name of the network, or `none`. */
  network: string;
  /** Address of the portal in that network. */
  portalUrl?: string;
  pidsLimit: number;
}): JsonObject {
  const { spec, image, info, network, portalUrl, pidsLimit } = options;
  const { memoryBytes, cpu } = spec.resources;
  return {
    Image: image,
    // In a rootless engine the portal's user is root inside.
    User: info.rootless
      ? '0:0'
      : `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    WorkingDir: home,
    Env: Object.entries(environment(spec, portalUrl)).map(
      ([name, value]) => `${name}=${value}`,
    ),
    Labels: {
      [labels.prefix]: spec.handlePrefix,
      [labels.timeout]: String(spec.timeoutSeconds),
      [labels.maxLog]: String(spec.maxLogBytes),
    },
    AttachStdin: false,
    Tty: false,
    HostConfig: {
      Mounts: [
        {
          Type: 'bind',
          Source: spec.workFolder,
          Target: home,
          ReadOnly: false,
        },
      ],
      NetworkMode: network,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,mode=1777' },
      CapDrop: ['ALL'],
      SecurityOpt: [
        'no-new-privileges',
        ...(info.selinux ? ['label=disable'] : []),
      ],
      ...(info.limits.pids ? { PidsLimit: pidsLimit } : {}),
      ...(memoryBytes && info.limits.memory
        ? { Memory: memoryBytes, MemorySwap: memoryBytes }
        : {}),
      ...(cpu && info.limits.cpu ? { NanoCpus: Math.round(cpu * 1e9) } : {}),
      LogConfig: info.podman ? podmanLog : dockerLog,
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
    },
  };
}

function environment(
  spec: AttemptSpec,
  portalUrl: string | undefined,
): Record<string, string> {
  return {
    ...spec.env,
    HOME: home,
    TMPDIR: '/tmp',
    CO_HOME: home,
    CO_INPUT: `${home}/in.json`,
    CO_OUTPUT: `${home}/out.json`,
    ...(spec.hasToken ? { CO_TOKEN_FILE: `${home}/token` } : {}),
    ...(portalUrl && spec.portalUrl
      ? { CO_PORTAL_URL: portalUrl, CO_PORTAL_PUBLIC_URL: spec.portalUrl }
      : {}),
  };
}

/** What the attempt asked for and this engine cannot hold it to. */
export function notEnforced(
  { resources }: AttemptSpec,
  { limits }: EngineInfo,
): ('cpu' | 'memory')[] {
  return [
    ...(resources.cpu && !limits.cpu ? (['cpu'] as const) : []),
    ...(resources.memoryBytes && !limits.memory ? (['memory'] as const) : []),
  ];
}
