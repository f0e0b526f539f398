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

const rememberMs = 5_000;

/** The engine that is configured or found, and whether it answers. */
export class Engine {
  readonly #configured: string | undefined;
  #known:
    | { until: number; client: EngineClient; info: EngineInfo }
    | { until: number; problem: string }
    | undefined;

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

  async #look() {
    if (!this.#known || this.#known.until < Date.now()) {
      const until = Date.now() + rememberMs;
      const { address, description } = findEngine(this.#configured);
      if (!address) {
        this.#known = {
          until,
          problem: `No container engine: there is no socket of Docker or Podman (${description}). Start one, or set dop.runners.docker.socket.`,
        };
      } else {
        const client = EngineClient.create(address);
        try {
          this.#known = { until, client, info: await readInfo(client) };
        } catch (error) {
          this.#known = {
            until,
            problem: `The container engine at ${description} does not answer: ${
              (error as Error).message
            }`,
          };
        }
      }
    }
    return this.#known;
  }
}

async function readInfo(client: EngineClient): Promise<EngineInfo> {
  const timeoutMs = 10_000;
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
