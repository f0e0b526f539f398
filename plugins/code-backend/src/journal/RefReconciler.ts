import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import { zeroSha } from '@dop/plugin-code-common';
import { GitError, type Git } from '../git/Git';
import { listRefs } from '../git/listRefs';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { JournaledUpdate, RefJournal } from './RefJournal';
import type { Pusher, RefUpdate } from './RefUpdate';

const skipPattern = /\[(skip ci|ci skip)\]/i;

/**
 * Compares the refs on disk with the journal and journals what is missing: a
 * backend that died between a ref's update and its journal loses nothing.
 */
export class RefReconciler {
  readonly #git: Git;
  readonly #folders: RepositoryFolders;
  readonly #journal: RefJournal;
  readonly #logger: LoggerService;

  private constructor(options: RefReconcilerOptions) {
    this.#git = options.git;
    this.#folders = options.folders;
    this.#journal = options.journal;
    this.#logger = options.logger;
  }

  static create(options: RefReconcilerOptions): RefReconciler {
    return new RefReconciler(options);
  }

  /**
   * Needs the repository's lock, and no push between its announcement and its
   * journal.
   *
   * @returns how many updates were missing in the journal
   */
  async reconcile(record: RepositoryRecord): Promise<number> {
    const folder = this.#folders.path(record.id);
    const onDisk = await listRefs(this.#git, folder);
    const journaled = await this.#journal.refs(record.id);
    const missing: RefUpdate[] = [];
    for (const [ref, sha] of onDisk) {
      const before = journaled.get(ref) ?? zeroSha;
      if (before !== sha) {
        missing.push({ ref, before, after: sha });
      }
    }
    for (const [ref, sha] of journaled) {
      if (!onDisk.has(ref)) {
        missing.push({ ref, before: sha, after: zeroSha });
      }
    }
    const journaledUpdates = await this.describe(record.id, missing);
    for (const update of journaledUpdates) {
      const pusher: Pusher =
        (await this.#journal.announcedBy(record.id, update)) ?? {};
      await this.#journal.record({ record, updates: [update], pusher });
      this.#logger.info(
        `Journaled an update of ${update.ref} in ${record.namespace}/${record.name} that was missing: ${update.before} to ${update.after}`,
      );
    }
    await this.#journal.withdrawAll(record.id);
    return missing.length;
  }

  /** Adds to updates what their events say of the new heads. */
  async describe(
    repositoryId: string,
    updates: RefUpdate[],
  ): Promise<JournaledUpdate[]> {
    const folder = this.#folders.path(repositoryId);
    const described: JournaledUpdate[] = [];
    for (const update of updates) {
      described.push({
        ...update,
        skipCi:
          update.after !== zeroSha &&
          skipPattern.test(await this.#message(folder, update.after)),
      });
    }
    return described;
  }

  async #message(folder: string, sha: string): Promise<string> {
    try {
      return await this.#git.text(
        [
          'log',
          '-1',
          '--no-show-signature',
          '--format=%B',
          '--end-of-options',
          sha,
          '--',
        ],
        { folder, maxBytes: 64 * 1024 },
      );
    } catch (error) {
      if (error instanceof GitError) {
        // A tag may point at something that is no commit.
        return '';
      }
      throw error;
    }
  }
}

export interface RefReconcilerOptions {
  git: Git;
  folders: RepositoryFolders;
  journal: RefJournal;
  logger: LoggerService;
}
