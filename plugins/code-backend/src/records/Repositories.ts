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
const pageSize = 200;
/** Records are asked for one by one: a long list takes several looks. */
const recordsEachTime = 1_000;

/**
 * Hosted repositories: the record, which access keeps and which decides; the
 * folder; and a copy of the record here, for lists. Folder and copy follow the
 * record whenever it is looked at, so that nothing is half made for long.
 */
export class Repositories {
  readonly #options: RepositoriesOptions;
  /** Where the next look at records begins. */
  #lookedAfter: string | undefined;

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

  /** The heads of default branches, by repository. */
  async heads(records: RepositoryRecord[]): Promise<Map<string, string>> {
    return this.#options.copies.heads(records);
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
   * Makes refs and journal agree everywhere. Looks after the records of some
   * repositories as well, with each call of the next ones, and forgets those
   * whose record is gone. One broken repository does not stop the others.
   */
  async reconcile(): Promise<void> {
    const { copies } = this.#options;
    let cursor: string | undefined;
    do {
      const page = await copies.list({
        visible: { all: true },
        cursor,
        limit: pageSize,
      });
      const suspects = await copies.suspects(
        page.items.map(({ record }) => record.id),
        this.#options.folders,
      );
      for (const copy of page.items) {
        if (suspects.has(copy.record.id)) {
          await this.#reconcileOne(copy);
        }
      }
      cursor = page.nextCursor;
    } while (cursor);
    await this.#lookAfterSome();
  }

  async #lookAfterSome(): Promise<void> {
    for (let count = 0; count < recordsEachTime; count += pageSize) {
      const page = await this.#options.copies.list({
        visible: { all: true },
        cursor: this.#lookedAfter,
        limit: pageSize,
      });
      for (const copy of page.items) {
        await this.#attempt(copy, () => this.#lookAfter(copy));
      }
      this.#lookedAfter = page.nextCursor;
      if (!page.nextCursor) {
        return;
      }
    }
  }

  async #reconcileOne(copy: RepositoryCopy): Promise<void> {
    const { locks, reconciler } = this.#options;
    await this.#attempt(copy, async () => {
      const record = await this.#lookAfter(copy);
      if (record) {
        await locks.with(record.id, lockTimeoutMs, () =>
          reconciler.reconcile(record),
        );
      }
    });
  }

  /** @returns the record, unless it is gone */
  async #lookAfter({
    record: { id },
  }: RepositoryCopy): Promise<RepositoryRecord | undefined> {
    const record = await this.#options.access.repository({ id });
    await (record ? this.#follow(record) : this.#forget(id));
    return record;
  }

  async #attempt(
    { record: { namespace, name } }: RepositoryCopy,
    act: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#options.logger.warn(
        `Could not compare refs and journal of ${namespace}/${name}: ${stringifyError(
          error,
        )}`,
      );
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
