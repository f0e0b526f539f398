import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder of one live attempt: the work folder that its program sees, and
 * beside it what the program must not see.
 */
export class WorkFolder {
  /** What the program sees. */
  readonly work: string;
  readonly #root: string;
  readonly #secret: string;
  #token: string | undefined;

  constructor(workDirectory: string, handle: string) {
    this.#root = join(workDirectory, handle);
    this.work = join(this.#root, 'work');
    this.#secret = join(this.#root, 'token');
  }

  /** Makes it, with a token, instead of whatever was there unless it is new. */
  async create(token: string, isNew: boolean): Promise<void> {
    if (!isNew) {
      await rm(this.#root, { recursive: true, force: true });
    }
    this.#token = token;
    // Others may pass through to the work folder, and see nothing else.
    await mkdir(this.#root, { recursive: true, mode: 0o711 });
    await writeFile(this.#secret, token, { mode: 0o600, flag: 'wx' });
  }

  async hasToken(): Promise<boolean> {
    return (await this.secrets()).length > 0;
  }

  /** What must not appear in logs and outputs. */
  async secrets(): Promise<string[]> {
    if (this.#token) {
      return [this.#token];
    }
    try {
      return [await readFile(this.#secret, 'utf8')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  /** An empty work folder, for a program that has not started. */
  async reset(isNew: boolean): Promise<void> {
    if (!isNew) {
      await rm(this.work, { recursive: true, force: true });
    }
    await mkdir(join(this.work, 'inputs'), { recursive: true, mode: 0o700 });
    await mkdir(join(this.work, 'outputs'), { mode: 0o700 });
  }

  async fill(inputText: string, withToken: boolean): Promise<void> {
    await writeFile(join(this.work, 'in.json'), inputText, { mode: 0o600 });
    if (withToken) {
      const [token = ''] = await this.secrets();
      await writeFile(join(this.work, 'token'), token, { mode: 0o600 });
    }
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}
