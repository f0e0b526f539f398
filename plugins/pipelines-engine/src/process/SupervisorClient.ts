import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';

const startTimeoutMs = 15_000;
/** Longer paths are cut off by the operating system. */
const socketPathLimit = 100;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Speaks with the supervisor of a folder, and starts it where there is none. */
export class SupervisorClient {
  readonly #folder: string;
  readonly #socketPath: string;
  readonly #idleSeconds: number;
  readonly #pending = new Map<number, Pending>();
  #connection: Promise<Socket> | undefined;
  #nextId = 1;
  #closed = false;

  private constructor(folder: string, idleSeconds: number) {
    this.#folder = folder;
    this.#socketPath = socketPathOf(folder);
    this.#idleSeconds = idleSeconds;
  }

  static create(options: {
    folder: string;
    idleSeconds: number;
  }): SupervisorClient {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    return new SupervisorClient(options.folder, options.idleSeconds);
  }

  /**
   * Asks the supervisor. Rejects when the connection breaks; then nobody knows
   * whether it was done.
   */
  async ask<T>(
    request: { op: string } & Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<T> {
    const socket = await this.#connect();
    signal?.throwIfAborted();
    const id = this.#nextId;
    this.#nextId += 1;
    const settled = new AbortController();
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      signal?.addEventListener('abort', () => reject(signal.reason), {
        once: true,
        signal: settled.signal,
      });
    });
    socket.ref();
    socket.write(`${JSON.stringify({ id, ...request })}\n`);
    try {
      return (await answer) as T;
    } finally {
      settled.abort();
      this.#pending.delete(id);
      if (this.#pending.size === 0) {
        socket.unref();
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#connection?.then(
      socket => socket.destroy(),
      () => undefined,
    );
  }

  async #connect(): Promise<Socket> {
    if (this.#closed) {
      throw new ServiceUnavailableError('The process runner is closed');
    }
    this.#connection ??= this.#open().catch(error => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #open(): Promise<Socket> {
    const until = Date.now() + startTimeoutMs;
    let started = false;
    for (;;) {
      const socket = await tryConnect(this.#socketPath);
      if (socket) {
        this.#listen(socket);
        return socket;
      }
      if (!started) {
        this.#start();
        started = true;
      }
      if (Date.now() > until) {
        throw new ServiceUnavailableError(
          `The supervisor of process attempts does not start in ${
            this.#folder
          }; can ${process.execPath} run there?`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 15));
    }
  }

  #start(): void {
    const program = resolvePackagePath(
      '@dop/plugin-pipelines-engine',
      'supervisor/supervisor.mjs',
    );
    const child = spawn(
      process.execPath,
      [program, this.#folder, this.#socketPath, String(this.#idleSeconds)],
      {
        cwd: this.#folder,
        detached: true,
        stdio: 'ignore',
        env: { PATH: process.env.PATH, LANG: process.env.LANG },
      },
    );
    child.on('error', () => undefined);
    child.unref();
  }

  #listen(socket: Socket): void {
    let buffered = '';
    socket.setEncoding('utf8');
    socket.on('data', text => {
      buffered += text;
      const lines = buffered.split('\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        const answer: { id: number; value?: unknown; error?: string } =
          JSON.parse(line);
        const pending = this.#pending.get(answer.id);
        if (answer.error === undefined) {
          pending?.resolve(answer.value);
        } else {
          pending?.reject(new Error(answer.error));
        }
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#connection = undefined;
      for (const { reject } of [...this.#pending.values()]) {
        reject(
          new ServiceUnavailableError(
            'The connection to the supervisor of process attempts broke',
          ),
        );
      }
    });
    socket.unref();
  }
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function socketPathOf(folder: string): string {
  const own = join(folder, 'supervisor.sock');
  if (own.length <= socketPathLimit) {
    return own;
  }
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const place = join(tmpdir(), `dop-${process.getuid?.() ?? 0}-${hash}`);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(place);
  if (uid !== (process.getuid?.() ?? uid) || mode % 0o100 !== 0) {
    throw new Error(
      `${place} must be a folder that only the portal's user may enter`,
    );
  }
  return join(place, 'supervisor.sock');
}
