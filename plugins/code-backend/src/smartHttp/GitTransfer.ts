import type { ChildProcess } from 'node:child_process';
import { Transform, type Duplex, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Git } from '../git/Git';
import { gitEnvironment } from '../git/gitEnvironment';
import { HookChannel } from '../push/HookChannel';
import type { PushSession } from '../push/PushSession';
import type { GitRequest } from './parseGitPath';
import { readCgiHead } from './readCgiHead';

/** How long git may go on moving refs for a client that is gone. */
const graceMs = 60_000;

export interface GitTransferOptions {
  git: Git;
  logger: LoggerService;
  idleTimeoutMs: number;
  maxPushBytes: number;
  /** Folder of all repositories. */
  root: string;
  hooks: string;
}

/**
 * One request of a git client, carried by `git http-backend`: streamed both
 * ways, ended when no byte moves for too long, when the client goes, or when
 * the backend stops; never while refs move.
 */
export class GitTransfer {
  readonly #options: GitTransferOptions;
  readonly #child: ChildProcess;
  readonly #session: PushSession | undefined;
  #idle: NodeJS.Timeout | undefined;
  #killed = false;

  private constructor(
    options: GitTransferOptions,
    child: ChildProcess,
    session: PushSession | undefined,
  ) {
    this.#options = options;
    this.#child = child;
    this.#session = session;
  }

  /** Starts git; {@link GitTransfer.carry} does the rest. */
  static start(
    options: GitTransferOptions,
    transfer: {
      request: Request;
      asked: GitRequest;
      repositoryId: string;
      user: string;
      session?: PushSession;
    },
  ): GitTransfer {
    const { request, asked, repositoryId, user, session } = transfer;
    const header = (name: string) => request.header(name) ?? '';
    const env: Record<string, string> = {
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repositoryId}.git${asked.suffix}`,
      QUERY_STRING:
        asked.suffix === '/info/refs' ? `service=${asked.service}` : '',
      REQUEST_METHOD: request.method,
      // Not CONTENT_LENGTH: should the portal die in the middle of a request, git
      // would wait for the rest of it for ever, at the full speed of a processor.
      CONTENT_TYPE: header('content-type'),
      GIT_PROTOCOL: header('git-protocol').slice(0, 200),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_USER: user,
      REMOTE_ADDR: 'portal',
      GIT_COMMITTER_NAME: user,
      GIT_COMMITTER_EMAIL: `${user}@users.invalid`,
    };
    const child = options.git.spawn(['http-backend'], {
      folder: options.root,
      env: gitEnvironment(env, [
        ['core.hooksPath', options.hooks],
        ['receive.maxInputSize', String(options.maxPushBytes)],
      ]),
      stdio: ['pipe', 'pipe', 'pipe', session ? 'pipe' : 'ignore'],
      detached: true,
    });
    if (session) {
      HookChannel.open(child.stdio[3] as Duplex, message =>
        session.handle(message),
      );
    }
    return new GitTransfer(options, child, session);
  }

  /** Ends when git has ended and everything is journaled. */
  async carry(request: Request, response: Response): Promise<void> {
    const child = this.#child;
    const errors: Buffer[] = [];
    child.stderr!.on('data', (chunk: Buffer) => {
      if (errors.length < 32) {
        errors.push(chunk);
      }
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => resolve(code ?? -1));
    });
    response.once('close', () => {
      if (!response.writableFinished) {
        this.stop('the client went away');
      }
    });
    this.#touch();
    const sent = pipeline(request, this.#watch(), child.stdin!).catch(() => {
      // Git stopped reading or the client stopped sending; what follows tells.
      request.resume();
    });
    const received = this.#answer(child.stdout!, response).then(
      () => true,
      error => {
        this.#options.logger.debug(
          `git http-backend: ${stringifyError(error)}`,
        );
        return false;
      },
    );
    try {
      const code = await ended;
      if (code !== 0 && !this.#killed) {
        this.#options.logger.warn(
          `git http-backend ended with exit code ${code}: ${Buffer.concat(
            errors,
          ).toString('utf8')}`,
        );
      }
    } finally {
      clearTimeout(this.#idle);
      await this.#session?.end();
    }
    await sent;
    // The end of the answer says that all is journaled. A part of an answer
    // must not look like a whole one.
    if (await received) {
      response.end();
    } else if (response.headersSent) {
      response.destroy();
    } else {
      response.status(502).type('text').send('git did not answer\n');
    }
  }

  /** Ends git and all that it started, but not while it moves refs. */
  stop(reason: string): void {
    clearTimeout(this.#idle);
    if (this.#killed || this.#child.exitCode !== null) {
      return;
    }
    if (this.#session?.moving) {
      setTimeout(() => this.#kill(reason), graceMs).unref();
    } else {
      this.#kill(reason);
    }
  }

  #kill(reason: string): void {
    if (this.#killed || this.#child.exitCode !== null || !this.#child.pid) {
      return;
    }
    this.#killed = true;
    this.#options.logger.debug(`Ending git http-backend: ${reason}`);
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      this.#child.kill('SIGKILL');
    }
  }

  async #answer(stdout: Readable, response: Response): Promise<void> {
    const { status, headers } = await readCgiHead(stdout);
    response.status(status);
    for (const [name, value] of headers) {
      response.setHeader(name, value);
    }
    response.setHeader('Cache-Control', 'no-cache, no-store, no-transform');
    // The response's end says "all is journaled", so `carry` gives it.
    await pipeline(stdout, this.#watch(), response, { end: false });
  }

  #watch(): Transform {
    return new Transform({
      transform: (chunk, _, done) => {
        this.#touch();
        done(undefined, chunk);
      },
    });
  }

  #touch(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(
      () => this.stop('no byte moved for too long'),
      this.#options.idleTimeoutMs,
    );
    this.#idle.unref();
  }
}
