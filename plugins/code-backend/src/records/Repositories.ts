import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, stringifyError } from '@backstage/errors';
import type {
  Page,
  Principal,
  RepositoryRecord,
  VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { RefReconciler } from '../journal/RefReconciler';
import type { RepositoryLocks } from '../journal/RepositoryLocks';
import type { NewRecord, RecordChange, RecordsClient } from './RecordsClient';
import type { RepositoryCopies, RepositoryCopy } from './RepositoryCopies';

const lockTimeoutMs = 60_000;

/**
 * Hosted repositories: the record, which access keeps and which decides; the
 * folder; and a copy of the record here, for lists. Folder and copy follow the
 * record whenever it is looked at, so that nothing is half made for long.
 */
export class Repositories {
  readonly #options: RepositoriesOptions;

  private constructor(options: RepositoriesOptions) {
    this.#options = options;
  }

  static create(options: RepositoriesOptions): Repositories {
    return new Repositories(options);
  }

  /** @throws NotFoundError */
  async get(namespace: string, name: string): Promise<RepositoryRecord> {
    const record = await this.#options.access.repository({ namespace, name });
    if (!record) {
      throw new NotFoundError(`There is no repository ${namespace}/${name}`);
    }
    await this.#follow(record);
    return record;
  }

  /** @throws NotFoundError */
  async getById(id: string): Promise<RepositoryRecord> {
    const record = await this.#options.access.repository({ id });
    if (!record) {
      throw new NotFoundError(`There is no repository with the id ${id}`);
    }
    await this.#follow(record);
    return record;
  }

  async list(options: {
    visible: VisibleRepositories;
    search?: string;
    cursor?: string;
    limit: number;
  }): Promise<Page<RepositoryCopy>> {
    return this.#options.copies.list(options);
  }

  async copy(id: string): Promise<RepositoryCopy | undefined> {
    return this.#options.copies.get(id);
  }

  async create(
    principal: Principal,
    repository: NewRecord,
  ): Promise<RepositoryRecord> {
    const record = await this.#options.records.create(principal, repository);
    await this.#follow(record);
    return record;
  }

  async change(
    principal: Principal,
    record: RepositoryRecord,
    change: RecordChange,
  ): Promise<RepositoryRecord> {
    const changed = await this.#options.records.change(
      principal,
      record.id,
      change,
    );
    await this.#follow(changed);
    return changed;
  }

  async remove(principal: Principal, record: RepositoryRecord): Promise<void> {
    await this.#options.records.remove(principal, record.id);
    await this.#forget(record.id);
  }

  /**
   * Makes refs and journal agree everywhere, and forgets repositories whose
   * record is gone. One broken repository does not stop the others.
   */
  async reconcile(): Promise<void> {
    const { copies, access, locks, reconciler, logger } = this.#options;
    for await (const copy of copies.all()) {
      try {
        const record = await access.repository({ id: copy.record.id });
        if (record) {
          await this.#follow(record);
          await locks.with(record.id, lockTimeoutMs, () =>
            reconciler.reconcile(record),
          );
        } else {
          await this.#forget(copy.record.id);
        }
      } catch (error) {
        logger.warn(
          `Could not compare refs and journal of ${copy.record.namespace}/${
            copy.record.name
          }: ${stringifyError(error)}`,
        );
      }
    }
  }

  async #follow(record: RepositoryRecord): Promise<void> {
    const { copies, folders } = this.#options;
    await folders.ensure(record.id, record.defaultBranch);
    const before = await copies.put(record);
    if (before && before.defaultBranch !== record.defaultBranch) {
      await folders.setDefaultBranch(record.id, record.defaultBranch);
    }
  }

  async #forget(id: string): Promise<void> {
    await this.#options.copies.remove(id);
    await this.#options.folders.remove(id);
  }
}

export interface RepositoriesOptions {
  access: AccessService;
  records: RecordsClient;
  copies: RepositoryCopies;
  folders: RepositoryFolders;
  locks: RepositoryLocks;
  reconciler: RefReconciler;
  logger: LoggerService;
}
