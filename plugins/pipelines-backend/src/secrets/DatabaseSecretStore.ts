import {
  ConflictError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type {
  SecretAnswer,
  SecretReader,
  SecretStore,
} from '@dop/plugin-pipelines-node';
import type { KeyFile, SecretKey } from './KeyFile';
import { keyIdOf, seal, unseal } from './sealing';
import type { SecretReaders, SecretRecord, SecretTable } from './SecretTable';

/** A secret as its owners see it: never its value. */
export type SecretInfo = Omit<SecretRecord, 'sealed'> & {
  /** Why it cannot be read. */
  problem?: string;
};

/** Another value, other readers, or both; what is absent stays. */
export interface SecretChange {
  value?: string;
  /** `all`: all of the namespace. */
  repositoryIds?: string[] | 'all';
  refs?: string[] | 'protected';
  /** Entity ref of who changes it. */
  by: string;
}

/**
 * The portal's own store: values encrypted in the database, under a key that
 * lies in a file. Values go in, and come out to steps only.
 */
export class DatabaseSecretStore implements SecretStore {
  readonly #access: AccessService;
  readonly #keyFile: KeyFile;
  readonly #table: SecretTable;

  private constructor(options: {
    access: AccessService;
    keyFile: KeyFile;
    table: SecretTable;
  }) {
    this.#access = options.access;
    this.#keyFile = options.keyFile;
    this.#table = options.table;
  }

  static create(options: {
    access: AccessService;
    keyFile: KeyFile;
    table: SecretTable;
  }): DatabaseSecretStore {
    return new DatabaseSecretStore(options);
  }

  async read(
    fullName: string,
    reader: SecretReader,
  ): Promise<SecretAnswer | undefined> {
    const [namespace, name] = fullName.split('/');
    const secret = await this.#table.get(namespace, name);
    // As it is now: owners change protected refs, and repositories go.
    const record = await this.#access.repository({ id: reader.repositoryId });
    if (!secret || !record || !isFor(secret, record)) {
      // Others do not even hear that it is there.
      return undefined;
    }
    const refusal = whyNot(fullName, secret, record, reader);
    if (refusal) {
      return { refusal };
    }
    const value = this.#open(await this.#keyFile.read(), secret);
    await this.#table.used(namespace, name, reader.runId);
    return { value };
  }

  async list(
    filter: Parameters<SecretTable['list']>[0],
  ): Promise<SecretInfo[]> {
    const records = await this.#table.list(filter);
    let problem: string | undefined;
    let key: SecretKey | undefined;
    try {
      key = await this.#keyFile.read();
    } catch (error) {
      problem = (error as Error).message;
    }
    return records.map(({ sealed, ...info }) => ({
      ...info,
      problem: problem ?? this.#problemOf(key, sealed),
    }));
  }

  /**
   * Adds a secret, or changes one.
   *
   * @returns whether it is new
   * @throws NotFoundError without a value for one that is not there
   * @throws ConflictError if others are sealed under a key that is not here
   */
  async put(
    namespace: string,
    name: string,
    { value, repositoryIds, refs, by }: SecretChange,
  ): Promise<boolean> {
    const old = await this.#table.get(namespace, name);
    const change = {
      repositoryIds: changed(repositoryIds, 'all', old?.repositoryIds),
      refs: changed(refs, 'protected', old?.refs),
      by,
    };
    if (value !== undefined) {
      const key = await this.#sealingKey();
      const sealed = seal(key, `${namespace}/${name}`, value);
      await this.#table.put({ namespace, name }, { ...change, sealed });
    } else if (!(await this.#table.change({ namespace, name }, change))) {
      throw new NotFoundError(
        `There is no secret ${namespace}/${name}. Give a value to make it.`,
      );
    }
    return !old;
  }

  /** @throws NotFoundError */
  async delete(namespace: string, name: string): Promise<void> {
    if (!(await this.#table.delete(namespace, name))) {
      throw new NotFoundError(`There is no secret ${namespace}/${name}`);
    }
  }

  async #sealingKey(): Promise<SecretKey> {
    const key = await this.#keyFile.read();
    if (await this.#table.hasOtherKey(key?.id)) {
      // A new key beside a lost one would hide the loss, and on several
      // replicas each would soon have its own.
      throw new ConflictError(
        `There are secrets under a key that is not in ${
          this.#keyFile.path
        }. Put the right file back from a backup, or delete those secrets first.`,
      );
    }
    return key ?? this.#keyFile.make();
  }

  #problemOf(key: SecretKey | undefined, sealed: string): string | undefined {
    if (!key) {
      return `Its key is lost: there is no ${
        this.#keyFile.path
      }. Put the file back from a backup, or delete the secret and make it anew.`;
    }
    return key.id === keyIdOf(sealed)
      ? undefined
      : `It is sealed under another key than the one in ${
          this.#keyFile.path
        }. Put the right file back from a backup, or delete the secret and make it anew.`;
  }

  #open(
    key: SecretKey | undefined,
    { namespace, name, sealed }: SecretRecord,
  ): string {
    const problem = this.#problemOf(key, sealed);
    if (problem || !key) {
      throw new ServiceUnavailableError(problem);
    }
    try {
      return unseal(key, `${namespace}/${name}`, sealed);
    } catch {
      throw new ServiceUnavailableError(
        'What is stored of it was changed or is damaged. Set it again.',
      );
    }
  }
}

/** Whether a repository may use a secret at all. */
function isFor(secret: SecretRecord, record: RepositoryRecord): boolean {
  return secret.repositoryIds
    ? secret.repositoryIds.includes(record.id)
    : secret.namespace === record.namespace;
}

/** Why the ref of a run may not read it. */
function whyNot(
  name: string,
  { refs }: SecretReaders,
  record: RepositoryRecord,
  { ref, protectedRef }: SecretReader,
): string | undefined {
  if (refs) {
    return isProtectedRef(ref, refs)
      ? undefined
      : `${name} is for ${refs.join(', ')} only, and ${ref} is none of them.`;
  }
  // Then and now: a ref that was protected later may hold what nobody looked at.
  return protectedRef && isProtectedRef(ref, record.protectedRefs)
    ? undefined
    : `${name} is for protected refs only, and ${ref} is none.`;
}

function changed<T extends string>(
  given: string[] | T | undefined,
  everything: T,
  old: string[] | undefined,
): string[] | undefined {
  if (given === undefined) {
    return old;
  }
  return given === everything ? undefined : (given as string[]);
}
