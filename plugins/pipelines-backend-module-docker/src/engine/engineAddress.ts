import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';

/** Where a container engine answers. */
export type EngineAddress =
  | { socketPath: string }
  | { host: string; port: number };

/** What was looked for; undefined address if there is nothing. */
export interface FoundEngine {
  address?: EngineAddress;
  /** For people: the address, or the places where none was found. */
  description: string;
}

/**
 * The engine that the configuration names, else DOCKER_HOST, else the first
 * usual socket that exists.
 */
export function findEngine(
  configured: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): FoundEngine {
  const named = configured ?? env.DOCKER_HOST;
  if (named) {
    return { address: parseAddress(named), description: named };
  }
  const user = process.getuid?.() ?? 0;
  const usual = [
    '/var/run/docker.sock',
    ...(user === 0 ? ['/run/podman/podman.sock'] : []),
    join(env.XDG_RUNTIME_DIR ?? `/run/user/${user}`, 'podman/podman.sock'),
    join(env.XDG_RUNTIME_DIR ?? `/run/user/${user}`, 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.local/share/containers/podman/machine/podman.sock'),
  ];
  const found = usual.find(path => existsSync(path));
  return found
    ? { address: { socketPath: found }, description: found }
    : { description: usual.join(', ') };
}

function parseAddress(text: string): EngineAddress {
  if (text.startsWith('/')) {
    return { socketPath: text };
  }
  const match =
    /^unix:\/\/(\/.+)$/.exec(text) ??
    /^(?:tcp|http):\/\/([^/:]+|\[[^\]]+\]):(\d+)\/?$/.exec(text);
  if (!match) {
    throw new InputError(
      `dop.runners.docker.socket (or DOCKER_HOST) is ${text}; it must be a path, unix:///path or tcp://host:port`,
    );
  }
  return match[2] === undefined
    ? { socketPath: match[1] }
    : { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2]) };
}
