import { open, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  AttemptExit,
  AttemptSpec,
  AttemptStarted,
  AttemptStatus,
  ComponentSources,
  Runner,
  RunnerAvailability,
} from '@dop/plugin-pipelines-node';
import { AttemptNotStartedError } from '@dop/plugin-pipelines-node';
import { giveTo, unreachableFor, type HostUser } from './hostUser';
import { SupervisorClient } from './SupervisorClient';

/** How often a log that grows is looked at. */
const tailIntervalMs = 100;
const readSize = 256 * 1024;

export interface ProcessRunnerOptions {
  /** Private folder of the supervisor: raw logs and exits. */
  folder: string;
  /** Name of this host and folder; see `Runner.place`. */
  place?: string;
  sources: ComponentSources;
  /** Whose rights programs get, where the portal runs as root. */
  user?: HostUser;
  /** Folders that the user must be able to enter, such as those of work and sources. */
  reachable?: string[];
  /** The Node of programs, see `reachableNode`; the portal's own by default. */
  node?: string;
  /** The supervisor ends by itself after so long without anything to do; 600 by default. */
  idleSeconds?: number;
  /** Why this runner may not be used at all, for example where the portal listens to others. */
  forbidden?: string;
}

type Answer = AttemptStatus & {
  exit?: AttemptExit & { logDropped?: boolean };
};

/**
 * Runs programs as processes of this host, under a supervisor that outlives the
 * portal. Not a sandbox: only for what the repository's trust covers.
 */
export class ProcessRunner implements Runner {
  readonly kind = 'process';
  readonly place: string | undefined;
  readonly #options: ProcessRunnerOptions;
  readonly #supervisor: SupervisorClient;
  readonly #node: string;

  private constructor(options: ProcessRunnerOptions) {
    this.#options = options;
    this.place = options.place;
    this.#node = options.node ?? process.execPath;
    this.#supervisor = SupervisorClient.create({
      folder: options.folder,
      idleSeconds: options.idleSeconds ?? 600,
    });
  }

  static create(options: ProcessRunnerOptions): ProcessRunner {
    return new ProcessRunner(options);
  }

  async availability(): Promise<RunnerAvailability> {
    const { forbidden, user, reachable = [] } = this.#options;
    if (forbidden) {
      return { available: false, reason: forbidden };
    }
    if (user) {
      const blocked = unreachableFor(user, [this.#node, ...reachable]);
      if (blocked) {
        return {
          available: false,
          reason: `Programs run as user ${user.uid}, who may not enter ${blocked}. Open it (chmod o+x), or choose another folder.`,
        };
      }
    }
    return { available: true };
  }

  refuses({ program }: Pick<AttemptSpec, 'program'>): string | undefined {
    return program.command && program.sourceDigest
      ? undefined
      : `${program.component} has no command for the process runner`;
  }

  async start(spec: AttemptSpec): Promise<AttemptStarted> {
    const refused = this.refuses(spec);
    if (refused) {
      throw new AttemptNotStartedError(refused);
    }
    const { user } = this.#options;
    const known = await this.status(spec.handle);
    let already = known.state !== 'unknown';
    if (!already) {
      const cwd = await this.#options.sources.fetch(
        spec.program.sourceDigest as string,
      );
      await mkdir(join(spec.workFolder, 'tmp'), { recursive: true });
      if (user) {
        await giveTo(user, spec.workFolder);
      }
      ({ already } = await this.#supervisor.ask<{ already: boolean }>({
        op: 'start',
        handle: spec.handle,
        command: spec.program.command,
        cwd,
        env: environmentOf(spec, this.#node),
        uid: user?.uid,
        gid: user?.gid,
        timeoutSeconds: spec.timeoutSeconds,
        maxLogBytes: spec.maxLogBytes,
      }));
    }
    return {
      already,
      notEnforced: [
        ...(spec.network === 'egress' ? [] : (['network'] as const)),
        ...(spec.resources.cpu === undefined ? [] : (['cpu'] as const)),
        ...(spec.resources.memoryBytes === undefined
          ? []
          : (['memory'] as const)),
      ],
      isolated: false,
    };
  }

  async status(handle: string): Promise<AttemptStatus> {
    return plain(await this.#supervisor.ask<Answer>({ op: 'status', handle }));
  }

  async wait(
    handle: string,
    options: { signal: AbortSignal },
  ): Promise<Exclude<AttemptStatus, { state: 'running' }>> {
    const status = plain(
      await this.#supervisor.ask<Answer>(
        { op: 'wait', handle },
        options.signal,
      ),
    );
    return status as Exclude<AttemptStatus, { state: 'running' }>;
  }

  async *log(
    handle: string,
    options: { offset: number; signal: AbortSignal },
  ): AsyncGenerator<Uint8Array> {
    const path = join(this.#options.folder, 'attempts', handle, 'raw.log');
    const file = await open(path, 'r');
    try {
      let ended = false;
      const stop = new AbortController();
      const signal = AbortSignal.any([options.signal, stop.signal]);
      const end = this.wait(handle, { signal }).then(
        () => {
          ended = true;
        },
        () => undefined,
      );
      try {
        let position = options.offset;
        for (;;) {
          options.signal.throwIfAborted();
          // Asked before reading: what was written until the end is read then.
          const last = ended;
          const buffer = Buffer.allocUnsafe(readSize);
          const { bytesRead } = await file.read(buffer, 0, readSize, position);
          if (bytesRead > 0) {
            position += bytesRead;
            yield buffer.subarray(0, bytesRead);
          } else if (last) {
            return;
          } else {
            await Promise.race([end, sleep(tailIntervalMs, signal)]);
          }
        }
      } finally {
        stop.abort();
      }
    } finally {
      await file.close();
    }
  }

  async stop(handle: string, options: { graceSeconds: number }): Promise<void> {
    await this.#supervisor.ask({ op: 'stop', handle, ...options });
  }

  async remove(handle: string): Promise<void> {
    await this.#supervisor.ask({ op: 'remove', handle });
  }

  async list(handlePrefix: string): Promise<string[]> {
    const { handles } = await this.#supervisor.ask<{ handles: string[] }>({
      op: 'list',
      prefix: handlePrefix,
    });
    return handles;
  }

  async close(): Promise<void> {
    this.#supervisor.close();
  }

  /** Ends the supervisor and everything that it runs. */
  async shutDownHost(): Promise<void> {
    await this.#supervisor.ask({ op: 'shutdown' });
    this.#supervisor.close();
  }
}

/** Nothing of the portal's environment gets through. */
function environmentOf(
  spec: AttemptSpec,
  node: string,
): Record<string, string> {
  const { workFolder } = spec;
  return {
    ...spec.env,
    PATH: [
      dirname(node),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
      '/opt/homebrew/bin',
    ].join(':'),
    HOME: workFolder,
    TMPDIR: join(workFolder, 'tmp'),
    LANG: 'C.UTF-8',
    CO_HOME: workFolder,
    CO_INPUT: join(workFolder, 'in.json'),
    CO_OUTPUT: join(workFolder, 'out.json'),
    ...(spec.hasToken ? { CO_TOKEN_FILE: join(workFolder, 'token') } : {}),
    ...(spec.portalUrl ? { CO_PORTAL_URL: spec.portalUrl } : {}),
    // Who signed the portal's certificate, if that is nobody well known.
    ...(spec.portalUrl?.startsWith('https:') && process.env.NODE_EXTRA_CA_CERTS
      ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }
      : {}),
  };
}

function plain(answer: Answer): AttemptStatus {
  if (answer.state !== 'exited') {
    return answer;
  }
  const { logDropped, ...exit } = answer.exit;
  return { state: 'exited', exit };
}

/** Waits; no longer than until the signal aborts. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
