import { existsSync, mkdirSync } from 'node:fs';
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
import { RawLog } from './RawLog';
import { SupervisorClient } from './SupervisorClient';

/** How often a log that grows is looked at. */
const tailIntervalMs = 100;
/** Most programs that say nothing are through by then. */
const firstLookMs = 30;

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
  /** Of the supervisor's program; its digest by default. */
  version?: string;
  /** Why this runner may not be used at all, for example where the portal listens to others. */
  forbidden?: string;
}

type Answer = AttemptStatus & {
  exit?: AttemptExit & { logDropped?: boolean; logBytes?: number };
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
  /** Under way, by handle. */
  readonly #ends = new Map<string, Promise<Answer>>();
  readonly #node: string;

  private constructor(options: ProcessRunnerOptions) {
    this.#options = options;
    this.place = options.place;
    this.#node = options.node ?? process.execPath;
    this.#supervisor = SupervisorClient.create({
      folder: options.folder,
      idleSeconds: options.idleSeconds ?? 600,
      version: options.version,
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
    const { user, folder } = this.#options;
    const cwd = await this.#options.sources.fetch(
      spec.program.sourceDigest as string,
    );
    // Once it was started the folder is the program's, and links in it may lead anywhere.
    if (!existsSync(join(folder, 'attempts', spec.handle, 'start.json'))) {
      mkdirSync(join(spec.workFolder, 'tmp'), { recursive: true });
      if (user) {
        giveTo(user, spec.workFolder);
      }
    }
    const { already } = await this.#supervisor.ask<{ already: boolean }>({
      op: 'start',
      handle: spec.handle,
      command: spec.program.command,
      cwd,
      env: environmentOf(spec, this.#node),
      uid: user?.uid,
      gid: user?.gid,
      timeoutSeconds: spec.timeoutSeconds,
      maxLogBytes: spec.maxLogBytes,
    });
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
    { signal }: { signal: AbortSignal },
  ): Promise<Exclude<AttemptStatus, { state: 'running' }>> {
    const status = plain(await unlessAborted(this.#ended(handle), signal));
    return status as Exclude<AttemptStatus, { state: 'running' }>;
  }

  /** Log and exit of an attempt wait together. */
  #ended(handle: string): Promise<Answer> {
    let end = this.#ends.get(handle);
    if (!end) {
      end = this.#supervisor
        .ask<Answer>({ op: 'wait', handle })
        .finally(() => this.#ends.delete(handle));
      this.#ends.set(handle, end);
    }
    return end;
  }

  async *log(
    handle: string,
    options: { offset: number; signal: AbortSignal },
  ): AsyncGenerator<Uint8Array> {
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    let ended: Answer | undefined;
    const end = unlessAborted(this.#ended(handle), signal).then(
      answer => {
        ended = answer;
      },
      () => undefined,
    );
    let log: RawLog | undefined;
    try {
      await Promise.race([end, sleep(firstLookMs, signal)]);
      if (ended && ended.exit?.logBytes === 0) {
        return;
      }
      log = RawLog.open(join(this.#options.folder, 'attempts', handle));
      let position = options.offset;
      while (log) {
        options.signal.throwIfAborted();
        // Asked before reading: what was written until the end is read then.
        const last = ended !== undefined;
        const bytes = log.read(position);
        if (bytes.length > 0) {
          position += bytes.length;
          yield bytes;
        } else if (last) {
          return;
        } else {
          await Promise.race([end, sleep(tailIntervalMs, signal)]);
        }
      }
    } finally {
      stop.abort();
      log?.close();
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
  const { logDropped, logBytes, ...exit } = answer.exit;
  return { state: 'exited', exit };
}

/** Waits; no longer than until the signal aborts. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** The same promise; rejects when the signal aborts. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const settled = new AbortController();
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), {
          once: true,
          signal: settled.signal,
        }),
      ),
    ]);
  } finally {
    settled.abort();
  }
}
