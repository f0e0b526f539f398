import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import limiterFactory from 'p-limit';
import { gitEnvironment } from './gitEnvironment';

const defaultMaxBytes = 8 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
const maxErrorBytes = 16 * 1024;

export interface GitOptions {
  /** The bare repository. */
  folder: string;
  /** Written to the program's standard input. */
  input?: string | Buffer;
  env?: Record<string, string>;
  /** More output than this ends the program. Default: 8 MiB. */
  maxBytes?: number;
  /** Default: one minute. */
  timeoutMs?: number;
  /** Exit codes that are no failure. Default: 0. */
  allow?: number[];
}

export interface GitResult {
  stdout: Buffer;
  exitCode: number;
  /** Whether the output was cut off at `maxBytes`. */
  truncated: boolean;
}

/** A git program that failed. */
export class GitError extends Error {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(command: string, exitCode: number, stderr: string) {
    super(
      `git ${command} failed with exit code ${exitCode}: ${
        stderr.trim() || 'no message'
      }`,
    );
    this.name = 'GitError';
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/**
 * Runs git as a child process: bounded in output, time and number at once, with
 * a cleared environment. Arguments that come from outside stand behind
 * `--end-of-options` or `--`; that is the caller's duty.
 */
export class Git {
  readonly #program: string;
  readonly #limit: <T>(run: () => Promise<T>) => Promise<T>;

  private constructor(program: string, parallel: number) {
    this.#program = program;
    this.#limit = limiterFactory(parallel);
  }

  static create(options: { program?: string; parallel?: number } = {}): Git {
    return new Git(options.program ?? 'git', options.parallel ?? 8);
  }

  /** The whole output, up to `maxBytes`. */
  async run(args: string[], options: GitOptions): Promise<GitResult> {
    return this.#limit(() => this.#run(args, options));
  }

  /** The output as text, without the line end. */
  async text(args: string[], options: GitOptions): Promise<string> {
    const { stdout } = await this.run(args, options);
    return stdout.toString('utf8').replace(/\n$/, '');
  }

  /**
   * Output as a stream, outside the limit on programs at once. The program ends
   * when the stream is destroyed.
   */
  stream(args: string[], options: { folder: string }): Readable {
    const child = this.spawn(args, { folder: options.folder });
    const stdout = child.stdout!;
    const failed: Buffer[] = [];
    child.stdin?.end();
    child.stderr?.on('data', (chunk: Buffer) => {
      if (failed.length < 16) {
        failed.push(chunk);
      }
    });
    child.once('error', error => stdout.destroy(error));
    child.once('close', code => {
      if (code) {
        stdout.destroy(
          new GitError(args[0], code, Buffer.concat(failed).toString('utf8')),
        );
      }
    });
    stdout.once('close', () => child.kill('SIGKILL'));
    return stdout;
  }

  /** The bare program, for who streams into it. */
  spawn(
    args: string[],
    options: {
      folder: string;
      env?: Record<string, string>;
      stdio?: ('pipe' | 'ignore')[];
      detached?: boolean;
    },
  ): ChildProcess {
    return spawn(this.#program, args, {
      cwd: options.folder,
      env: gitEnvironment(options.env),
      stdio: options.stdio ?? ['pipe', 'pipe', 'pipe'],
      detached: options.detached ?? false,
    });
  }

  /** @throws ServiceUnavailableError with what to do, if git is missing or old */
  async check(folder: string): Promise<string> {
    let version: string;
    try {
      version = await this.text(['version'], { folder });
    } catch (error) {
      throw new ServiceUnavailableError(
        `The program ${
          this.#program
        } does not run (${error}). Install git 2.36 or later, or name it in dop.code.git.`,
      );
    }
    const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
    if (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 36)) {
      throw new ServiceUnavailableError(
        `${version} is too old for the built-in Git hosting. Install git 2.36 or later, or name it in dop.code.git.`,
      );
    }
    return version;
  }

  #run(args: string[], options: GitOptions): Promise<GitResult> {
    const maxBytes = options.maxBytes ?? defaultMaxBytes;
    return new Promise((resolve, reject) => {
      const child = this.spawn(args, options);
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      let bytes = 0;
      let errorBytes = 0;
      let truncated = false;
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        child.kill('SIGKILL');
      }, options.timeoutMs ?? defaultTimeoutMs);

      child.stdout!.on('data', (chunk: Buffer) => {
        if (truncated) {
          return;
        }
        output.push(chunk.subarray(0, maxBytes - bytes));
        bytes += chunk.length;
        if (bytes > maxBytes) {
          truncated = true;
          child.kill('SIGKILL');
        }
      });
      child.stderr!.on('data', (chunk: Buffer) => {
        if (errorBytes < maxErrorBytes) {
          errors.push(chunk);
          errorBytes += chunk.length;
        }
      });
      // A program that ended early does not read the rest; its exit code tells.
      child.stdin!.on('error', () => {});
      child.stdin!.end(options.input);

      child.once('error', error => {
        clearTimeout(timer);
        reject(error);
      });
      child.once('close', code => {
        clearTimeout(timer);
        const exitCode = code ?? -1;
        if (timedOut) {
          reject(
            new ServiceUnavailableError(
              `git ${args[0]} took too long and was ended`,
            ),
          );
        } else if (truncated || (options.allow ?? [0]).includes(exitCode)) {
          resolve({ stdout: Buffer.concat(output), exitCode, truncated });
        } else {
          reject(
            new GitError(
              args[0],
              exitCode,
              Buffer.concat(errors).toString('utf8'),
            ),
          );
        }
      });
    });
  }
}
