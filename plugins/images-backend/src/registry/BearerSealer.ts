import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What somebody may do with one image repository. */
export type Action = 'pull' | 'push' | 'delete';

/** What a registry bearer stands for. */
export interface Bearer {
  /** The token that it was made from; asked again at each write. */
  secret: string;
  /** Actions by the name of the image repository. */
  grants: Record<string, Action[]>;
  /** ms since 1970, UTC */
  expiresAt: number;
}

/**
 * Registry bearers are sealed references: only this registry can open one, and
 * all that is in it is the token that it was made from and what was asked for.
 * Nothing is stored, so they survive restarts and work on each replica.
 */
export class BearerSealer {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Reads the key from the plugin's folder, or makes it there. */
  static async create(folder: string): Promise<BearerSealer> {
    const path = join(folder, 'bearer.key');
    const fresh = join(folder, `bearer.key.${randomUUID()}`);
    await writeFile(fresh, randomBytes(32), { mode: 0o600, flag: 'wx' });
    try {
      // Linking fails if another replica was first; then its key counts.
      await link(fresh, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    } finally {
      await rm(fresh, { force: true });
    }
    return new BearerSealer(await readFile(path));
  }

  seal(bearer: Bearer): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const sealed = Buffer.concat([
      cipher.update(JSON.stringify(bearer), 'utf8'),
      cipher.final(),
    ]);
    return `dopreg.${Buffer.concat([
      nonce,
      cipher.getAuthTag(),
      sealed,
    ]).toString('base64url')}`;
  }

  /** Undefined for what was not sealed here, was changed, or is too old. */
  open(token: string): Bearer | undefined {
    if (!token.startsWith('dopreg.')) {
      return undefined;
    }
    try {
      const bytes = Buffer.from(token.slice('dopreg.'.length), 'base64url');
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#key,
        bytes.subarray(0, 12),
      );
      decipher.setAuthTag(bytes.subarray(12, 28));
      const bearer: Bearer = JSON.parse(
        Buffer.concat([
          decipher.update(bytes.subarray(28)),
          decipher.final(),
        ]).toString('utf8'),
      );
      return bearer.expiresAt > Date.now() ? bearer : undefined;
    } catch {
      return undefined;
    }
  }
}
