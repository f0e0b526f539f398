import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder of one live attempt: the work folder that its program sees, and
 * beside it what the program must not see.
 *
 * @remarks Laid out without waiting: a handful of small calls, each of which
 * costs less than to hand it to another thread and to be woken by its answer.
 */
export class WorkFolder {
  /** What the program sees. */
  readonly work: string;
  readonly #root: string;
  readonly #secret: string;
  readonly #variablesFile: string;
  #token: string | undefined;
  #variables: Record<string, string> | undefined;

  constructor(workDirectory: string, handle: string) {
    this.#root = join(workDirectory, handle);
    this.work = join(this.#root, 'work');
    this.#secret = join(this.#root, 'token');
    this.#variablesFile = join(this.#root, 'secrets');
  }

  /**
   * Makes it, with a token, instead of whatever was there unless it is new.
   *
   * @param variables - secrets by variable: whoever goes on with the attempt has
   * to hide the same values
   */
  create(
    token: string,
    isNew: boolean,
    variables: Record<string, string> = {},
  ): void {
    if (!isNew) {
      rmSync(this.#root, { recursive: true, force: true });
    }
    this.#token = token;
    this.#variables = variables;
    // Others may pass through to the work folder, and see nothing else.
    mkdirSync(this.#root, { recursive: true, mode: 0o711 });
    if (Object.keys(variables).length > 0) {
      writeFileSync(this.#variablesFile, JSON.stringify(variables), {
        mode: 0o600,
        flag: 'wx',
      });
    }
    // Last: where it is, all is there.
    writeFileSync(this.#secret, token, { mode: 0o600, flag: 'wx' });
  }

  hasToken(): boolean {
    return this.secrets().length > 0;
  }

  /** What must not appear in logs and outputs: the token first. */
  secrets(): string[] {
    const token = this.#token ?? readIfThere(this.#secret);
    return token ? [token, ...Object.values(this.variables())] : [];
  }

  /** Secrets of the step, by variable. */
  variables(): Record<string, string> {
    this.#variables ??= JSON.parse(readIfThere(this.#variablesFile) ?? '{}');
    return this.#variables as Record<string, string>;
  }

  /** An empty work folder, for a program that has not started. */
  reset(isNew: boolean): void {
    if (!isNew) {
      rmSync(this.work, { recursive: true, force: true });
    }
    mkdirSync(join(this.work, 'inputs'), { recursive: true, mode: 0o700 });
    mkdirSync(join(this.work, 'outputs'), { mode: 0o700 });
  }

  fill(inputText: string, withToken: boolean): void {
    writeFileSync(join(this.work, 'in.json'), inputText, { mode: 0o600 });
    if (withToken) {
      const [token = ''] = this.secrets();
      writeFileSync(join(this.work, 'token'), token, { mode: 0o600 });
    }
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
