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

type Answer =
  | { client: EngineClient; info: EngineInfo; infoUntil: number }
  | { problem: string };
type Known = Answer & { until: number };

/** The engine that is configured or found, and whether it answers. */
export class Engine {
  readonly #configured: string | undefined;
  #known: Known | undefined;
  #probing: Promise<Known> | undefined;

  private constructor(configured: string | undefined) {
    this.#configured = configured;
  }

  static create(configured: string | undefined): Engine {
    return new Engine(configured);
  }

  /**
   * As it was when it was last asked: an engine that hangs must not hold up the
   * steps of other runners.
   */
  async availability(): Promise<RunnerAvailability> {
    const news = this.#look();
    const known = this.#known ?? (await news);
    return 'problem' in known
      ? { available: false, reason: known.problem }
      : { available: true };
  }

  /** @throws Error if the engine does not answer */
  async connect(): Promise<{ client: EngineClient; info: EngineInfo }> {
    const news = this.#look();
    const known =
      this.#known && 'client' in this.#known ? this.#known : await news;
    if ('problem' in known) {
      throw new Error(known.problem);
    }
    return known;
  }

  /** Asks the engine, unless that was done just now; once for all who ask. */
  #look(): Promise<Known> {
    if (this.#known && this.#known.until > Date.now()) {
      return Promise.resolve(this.#known);
    }
    if (!this.#probing) {
      this.#probing = this.#probe()
        .then(answer => {
          this.#known = { ...answer, until: Date.now() + rememberMs };
          return this.#known;
        })
        .finally(() => {
          this.#probing = undefined;
        });
      // Not everybody waits for it.
      this.#probing.catch(() => undefined);
    }
    return this.#probing;
  }

  async #probe(): Promise<Answer> {
    const { address, description } = findEngine(this.#configured);
    if (!address) {
      return {
        problem: `No container engine: there is no socket of Docker or Podman (${description}). Start one, or set dop.runners.docker.socket.`,
      };
    }
    const client = EngineClient.create(address);
    const known = this.#known;
    try {
      if (known && 'info' in known && known.infoUntil > Date.now()) {
        await client.call('GET', '/_ping', { timeoutMs });
        return { client, info: known.info, infoUntil: known.infoUntil };
      }
      const info = await readInfo(client);
      return { client, info, infoUntil: Date.now() + rememberInfoMs };
    } catch (error) {
      return {
        problem: `The container engine at ${description} does not answer: ${
          (error as Error).message
        }`,
      };
    }
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
