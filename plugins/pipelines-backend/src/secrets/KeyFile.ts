import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ServiceUnavailableError } from '@backstage/errors';

/** A key of AES-256. */
export interface SecretKey {
  /** Tells keys apart and says nothing of them. */
  id: string;
  bytes: Buffer;
}

/** The file with the key under which secrets are stored: 64 hexadecimal digits. */
export class KeyFile {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static create(path: string): KeyFile {
    return new KeyFile(path);
  }

  /**
   * The key as it is now; undefined if there is no file.
   *
   * @throws ServiceUnavailableError if the file cannot be read or holds no key
   */
  async read(): Promise<SecretKey | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') {
        return undefined;
      }
      throw new ServiceUnavailableError(
        `The key file of the secrets, ${this.path}, cannot be read (${code})`,
      );
    }
    if (!/^[0-9a-f]{64}\s*$/i.test(text)) {
      throw new ServiceUnavailableError(
        `The key file of the secrets, ${this.path}, holds no key: 64 hexadecimal digits are expected. Put the right file back from a backup.`,
      );
    }
    return keyOf(Buffer.from(text.trim(), 'hex'));
  }

  /** Makes a key, unless somebody else just did: whole or not at all. */
  async make(): Promise<SecretKey> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const temporary = `${this.path}.${randomBytes(6).toString('hex')}`;
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
      await file.sync();
      await file.close();
      await link(temporary, this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
    } finally {
      await rm(temporary, { force: true });
    }
    return (await this.read()) as SecretKey;
  }
}

function keyOf(bytes: Buffer): SecretKey {
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { id, bytes };
}
