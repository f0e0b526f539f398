import { release } from 'node:os';
import type { RunnerAvailability } from '@dop/plugin-pipelines-node';
import { EngineClient } from './EngineClient';
import { findEngine } from './engineAddress';

/** What an engine is and can. */
export interface EngineInfo {
  podman: boolean;
  rootless: boolean;
  selinux: boolean;
  /** Runs on another kernel: in a virtual machine or on another host. */
  elsewhere: boolean;
  limits: { memory: boolean; cpu: boolean; pids: boolean };
}

/** Whether it answers is asked again after this time. */
const rememberMs = 5_000;
/**
 * What it is and can is asked again after this time, and when it was away: some
 * engines look up the versions of all their programs for it.
 */
const rememberInfoMs = 10 * 60_000;
const timeoutMs = 10_000;

type Known =
  | {
      until: number;
      client: EngineClient;
      info: EngineInfo;
      infoUntil: number;
    }
  | { until: number; problem: string };

/** The engine that is configured or found, and whether it answers. */
export class Engine {
  readonly #configured: string | undefined;
  #known: Known | undefined;
  #looking: Promise<Known> | undefined;

  private constructor(configured: string | undefined) {
    this.#configured = configured;
  }

  static create(configured: string | undefined): Engine {
    return new Engine(configured);
  }

  async availability(): Promise<RunnerAvailability> {
    const known = await this.#look();
    return 'problem' in known
      ? { available: false, reason: known.problem }
      : { available: true };
  }

  /** @throws Error if the engine does not answer */
  async connect(): Promise<{ client: EngineClient; info: EngineInfo }> {
    const known = await this.#look();
    if ('problem' in known) {
      throw new Error(known.problem);
    }
    return known;
  }

  /** Asked by many at once, the engine is asked once. */
  async #look(): Promise<Known> {
    if (this.#known && this.#known.until > Date.now()) {
      return this.#known;
    }
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #ask(): Promise<Known> {
    const { address, description } = findEngine(this.#configured);
    const known = this.#known;
    let answer: Known;
    if (!address) {
      answer = {
        until: Date.now() + rememberMs,
        problem: `No container engine: there is no socket of Docker or Podman (${description}). Start one, or set dop.runners.docker.socket.`,
      };
    } else {
      const client = EngineClient.create(address);
      try {
        const same =
          known && 'info' in known && known.infoUntil > Date.now()
            ? known
            : undefined;
        if (same) {
          await client.call('GET', '/_ping', { timeoutMs });
        }
        const info = same?.info ?? (await readInfo(client));
        const infoUntil = same?.infoUntil ?? Date.now() + rememberInfoMs;
        answer = { until: Date.now() + rememberMs, client, info, infoUntil };
      } catch (error) {
        answer = {
          until: Date.now() + rememberMs,
          problem: `The container engine at ${description} does not answer: ${
            (error as Error).message
          }`,
        };
      }
    }
    this.#known = answer;
    return answer;
  }
}

async function readInfo(client: EngineClient): Promise<EngineInfo> {
  const { body: version } = await client.call<{
    Components?: { Name: string }[];
  }>('GET', '/version', { timeoutMs });
  const { body: info } = await client.call<{
    SecurityOptions?: string[];
    KernelVersion?: string;
    MemoryLimit?: boolean;
    CpuCfsQuota?: boolean;
    PidsLimit?: boolean;
  }>('GET', '/info', { timeoutMs });
  const security = (info.SecurityOptions ?? []).join(' ');
  return {
    podman: (version.Components ?? []).some(({ Name }) =>
      Name.includes('Podman'),
    ),
    rootless: security.includes('name=rootless'),
    selinux: security.includes('name=selinux'),
    elsewhere:
      info.KernelVersion !== undefined && info.KernelVersion !== release(),
    limits: {
      memory: info.MemoryLimit ?? false,
      cpu: info.CpuCfsQuota ?? false,
      pids: info.PidsLimit ?? false,
    },
  };
}
