import type { ChildProcess } from 'node:child_process';
import type { Git } from './Git';

const timeoutMs = 60_000;

/** An object as it is stored. */
export interface GitObject {
  sha: string;
  type: string;
  size: number;
  data: Buffer;
}

/**
 * Reads objects of a repository through one program, one after the other: what
 * to read next depends on what was read, and each program costs more than all
 * of the objects.
 */
export class GitObjects {
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;
  #received = Buffer.alloc(0);
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#timer = setTimeout(
      () => this.#fail(new Error('git cat-file took too long')),
      timeoutMs,
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#received =
        this.#received.length === 0
          ? chunk
          : Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    child.stdin?.on('error', () => undefined);
    child.stderr?.resume();
    child.once('error', error => this.#fail(error));
    child.once('close', code =>
      this.#fail(new Error(`git cat-file ended with code ${code}`)),
    );
  }

  /** @param use - reads; the program ends after it */
  static async use<T>(
    git: Git,
    folder: string,
    use: (objects: GitObjects) => Promise<T>,
  ): Promise<T> {
    const objects = new GitObjects(
      git.spawn(['cat-file', '--batch-command'], { folder }),
    );
    try {
      return await use(objects);
    } finally {
      objects.#close();
    }
  }

  /**
   * @param name - an id, or an id with a path; no line end in it
   * @returns undefined if there is no such object
   */
  async contents(name: string): Promise<GitObject | undefined> {
    this.#child.stdin?.write(`contents ${name}\n`);
    const head = await this.#head();
    if (!head) {
      return undefined;
    }
    const data = await this.#take(head.size);
    await this.#take(1);
    return { ...head, data };
  }

  /** The same without the data, for many at once. */
  async infos(
    names: readonly string[],
  ): Promise<(Omit<GitObject, 'data'> | undefined)[]> {
    this.#child.stdin?.write(names.map(name => `info ${name}\n`).join(''));
    const heads: (Omit<GitObject, 'data'> | undefined)[] = [];
    for (let count = 0; count < names.length; count += 1) {
      heads.push(await this.#head());
    }
    return heads;
  }

  /** `<sha> <type> <size>`, or `<name> missing`. */
  async #head(): Promise<Omit<GitObject, 'data'> | undefined> {
    let end = this.#received.indexOf(10);
    while (end < 0) {
      await this.#more();
      end = this.#received.indexOf(10);
    }
    const line = (await this.#take(end + 1)).toString('utf8').trimEnd();
    const match = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line);
    return match
      ? { sha: match[1], type: match[2], size: Number(match[3]) }
      : undefined;
  }

  async #take(size: number): Promise<Buffer> {
    while (this.#received.length < size) {
      await this.#more();
    }
    const taken = this.#received.subarray(0, size);
    this.#received = this.#received.subarray(size);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#failure) {
      throw this.#failure;
    }
    await new Promise<void>(resolve => {
      this.#wake = resolve;
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
  }
}
