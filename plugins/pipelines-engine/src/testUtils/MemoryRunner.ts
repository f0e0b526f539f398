import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type {
  AttemptExit,
  AttemptSpec,
  AttemptStarted,
  AttemptStatus,
  Runner,
  RunnerAvailability,
} from '@dop/plugin-pipelines-node';

/** What a made-up program does: its exit code, outputs and log. */
export interface Behaviour {
  code?: number;
  outputs?: unknown;
  log?: string;
  /** Files below the work folder, by path. */
  files?: Record<string, string>;
  /** It goes on until it is stopped. */
  hangs?: boolean;
}

interface Attempt {
  spec: AttemptSpec;
  log: Buffer;
  exit?: AttemptExit;
  gone?: string;
  ended: Promise<void>;
  end(): void;
}

/** Runs made-up programs in this process, for tests of everything else. */
export class MemoryRunner implements Runner {
  readonly kind = 'memory';
  readonly attempts = new Map<string, Attempt>();
  /** Number of real starts by handle, also of removed ones. */
  readonly starts = new Map<string, number>();
  /** Stops by handle, with their grace. */
  readonly stops: { handle: string; graceSeconds: number }[] = [];
  available: RunnerAvailability = { available: true };
  readonly #behave: (spec: AttemptSpec) => Behaviour;

  constructor(behave: (spec: AttemptSpec) => Behaviour = () => ({})) {
    this.#behave = behave;
  }

  async availability(): Promise<RunnerAvailability> {
    return this.available;
  }

  refuses(): string | undefined {
    return undefined;
  }

  async start(spec: AttemptSpec): Promise<AttemptStarted> {
    const already = this.attempts.has(spec.handle);
    if (!already) {
      this.starts.set(spec.handle, (this.starts.get(spec.handle) ?? 0) + 1);
      const behaviour = this.#behave(spec);
      let end: () => void = () => undefined;
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      const attempt: Attempt = {
        spec,
        log: Buffer.from(behaviour.log ?? ''),
        ended,
        end,
      };
      this.attempts.set(spec.handle, attempt);
      for (const [path, content] of Object.entries(behaviour.files ?? {})) {
        await mkdir(dirname(join(spec.workFolder, path)), { recursive: true });
        await writeFile(join(spec.workFolder, path), content);
      }
      if (behaviour.outputs !== undefined) {
        await writeFile(
          join(spec.workFolder, 'out.json'),
          JSON.stringify(behaviour.outputs),
        );
      }
      if (!behaviour.hangs) {
        this.#exit(attempt, { code: behaviour.code ?? 0 });
      }
    }
    return { already, notEnforced: [], isolated: true };
  }

  #exit(attempt: Attempt, exit: Partial<AttemptExit>): void {
    attempt.exit ??= { ...exit, endedAt: new Date().toISOString() };
    attempt.end();
  }

  /** What a host that went down looks like. */
  loseAll(): void {
    for (const attempt of this.attempts.values()) {
      attempt.gone ??= 'The host went down';
      attempt.end();
    }
  }

  async status(handle: string): Promise<AttemptStatus> {
    const attempt = this.attempts.get(handle);
    if (!attempt) {
      return { state: 'unknown' };
    }
    if (attempt.exit) {
      return { state: 'exited', exit: attempt.exit };
    }
    return attempt.gone
      ? { state: 'gone', reason: attempt.gone }
      : { state: 'running' };
  }

  async wait(
    handle: string,
    { signal }: { signal: AbortSignal },
  ): Promise<Exclude<AttemptStatus, { state: 'running' }>> {
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
      }),
    );
    await Promise.race([this.attempts.get(handle)?.ended, aborted]);
    return (await this.status(handle)) as Exclude<
      AttemptStatus,
      { state: 'running' }
    >;
  }

  async *log(
    handle: string,
    { offset }: { offset: number },
  ): AsyncGenerator<Uint8Array> {
    const attempt = this.attempts.get(handle);
    if (attempt && attempt.log.length > offset) {
      yield attempt.log.subarray(offset);
    }
    await attempt?.ended;
  }

  async stop(handle: string, options: { graceSeconds: number }): Promise<void> {
    this.stops.push({ handle, ...options });
    const attempt = this.attempts.get(handle);
    if (attempt) {
      this.#exit(attempt, { signal: 'SIGTERM', cause: 'stopped' });
    }
  }

  async remove(handle: string): Promise<void> {
    this.attempts.delete(handle);
  }

  async list(): Promise<string[]> {
    return [...this.attempts.keys()];
  }
}
