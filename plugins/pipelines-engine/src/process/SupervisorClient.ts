import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';

const startTimeoutMs = 15_000;
/** The supervisor made room for another one before it answered. */
class MovedError extends Error {}
/** Longer paths are cut off by the operating system. */
const socketPathLimit = 100;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const program = resolvePackagePath(
  '@dop/plugin-pipelines-engine',
  'supervisor/supervisor.mjs',
);

export interface SupervisorClientOptions {
  folder: string;
  /** It ends by itself after so long without anything to do. */
  idleSeconds: number;
  /** Of the supervisor's program; its digest by default. */
  version?: string;
}

/**
 * Speaks with the supervisor of a folder, and starts it where there is none. One
 * that another version of the portal started is replaced as soon as nothing runs
 * under it.
 */
export class SupervisorClient {
  readonly #folder: string;
  readonly #socketPath: string;
  readonly #idleSeconds: number;
  readonly #version: string;
  readonly #pending = new Map<number, Pending>();
  #connection: Promise<Socket> | undefined;
  #nextId = 1;
  #closed = false;

  private constructor(options: SupervisorClientOptions) {
    this.#folder = options.folder;
    this.#socketPath = socketPathOf(options.folder);
    this.#idleSeconds = options.idleSeconds;
    this.#version =
      options.version ??
      createHash('sha256').update(readFileSync(program)).digest('hex');
  }

  static create(options: SupervisorClientOptions): SupervisorClient {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    return new SupervisorClient(options);
  }

  /**
   * Asks the supervisor. Rejects when the connection breaks; then nobody knows
   * whether it was done.
   */
  async ask<T>(
    request: { op: string } & Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (;;) {
      const socket = await this.#connect();
      signal?.throwIfAborted();
      try {
        return await this.#send<T>(socket, request, signal);
      } catch (error) {
        if (!(error instanceof MovedError)) {
          throw error;
        }
      }
    }
  }

  async #send<T>(
    socket: Socket,
    request: { op: string } & Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<T> {
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
      if (socket && (await this.#stays(socket))) {
        socket.once('close', () => {
          this.#connection = undefined;
        });
        return socket;
      }
      if (!socket && !started) {
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

  /** Whether the supervisor takes requests, or makes room for the one of this version. */
  async #stays(socket: Socket): Promise<boolean> {
    this.#listen(socket);
    const hello = { op: 'hello', version: this.#version };
    return this.#send<{ leaves: boolean }>(socket, hello).then(
      ({ leaves }) => !leaves && !socket.destroyed,
      // It went meanwhile, or is of a version that knows no hello.
      () => !socket.destroyed,
    );
  }

  #start(): void {
    const child = spawn(
      process.execPath,
      [
        program,
        this.#folder,
        this.#socketPath,
        String(this.#idleSeconds),
        this.#version,
      ],
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
    let moved = false;
    socket.setEncoding('utf8');
    socket.on('data', text => {
      buffered += text;
      const lines = buffered.split('\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        const answer: {
          id: number;
          value?: unknown;
          error?: string;
          bye?: boolean;
        } = JSON.parse(line);
        moved ||= answer.bye ?? false;
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
      for (const { reject } of [...this.#pending.values()]) {
        reject(
          moved
            ? new MovedError()
            : new ServiceUnavailableError(
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
