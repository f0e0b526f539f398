import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import { zeroSha, type RepositoryFiles } from '@dop/plugin-code-common';
import { readFolderFiles } from '../content/readFolderFiles';
import type { Git } from '../git/Git';
import { GitObjects } from '../git/GitObjects';
import { listRefs } from '../git/listRefs';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { JournaledUpdate, RefJournal } from './RefJournal';
import type { Pusher, RefUpdate } from './RefUpdate';

const skipPattern = /\[(skip ci|ci skip)\]/i;
const maxCommitBytes = 1024 * 1024;
/** Of so many heads of one push, so many bytes of workflow files go with the event. */
const workflowHeads = 3;
const workflowBytes = 64 * 1024;
const eventLength = 256 * 1024;
const workflows = { folder: '.dop', globs: ['.dop/*.yaml', '.dop/*.yml'] };

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
    const heads = updates.filter(({ after }) => after !== zeroSha);
    if (heads.length === 0) {
      return updates.map(update => ({ ...update, skipCi: false }));
    }
    const told = await GitObjects.use(
      this.#git,
      this.#folders.path(repositoryId),
      objects => readHeads(objects, heads),
    );
    return updates.map(update => ({
      ...update,
      skipCi: false,
      ...told.get(update.after),
    }));
  }
}

type Told = Pick<JournaledUpdate, 'skipCi' | 'workflowFiles'>;

async function readHeads(
  objects: GitObjects,
  heads: RefUpdate[],
): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  const names = heads.map(({ after }) => `${after}^{commit}`);
  const commits = await objects.infos(names);
  for (const [index, { after }] of heads.entries()) {
    const commit = commits[index];
    // A tag may point at something that is no commit.
    if (commit && commit.size <= maxCommitBytes) {
      const { data } = (await objects.contents(commit.sha)) ?? {};
      const text = data?.toString('utf8') ?? '';
      told.set(after, {
        skipCi: skipPattern.test(text.slice(text.indexOf('\n\n'))),
        workflowFiles:
          index < workflowHeads
            ? await readWorkflows(objects, after)
            : undefined,
      });
    }
  }
  return told;
}

/** Undefined where an event with them would be too large for its receivers. */
async function readWorkflows(
  objects: GitObjects,
  commit: string,
): Promise<RepositoryFiles | undefined> {
  const files = await readFolderFiles(objects, {
    commit,
    ...workflows,
    maxBytes: workflowBytes,
  });
  // The message is a part of it, and JSON may be six times as long as its text.
  return JSON.stringify(files ?? '').length <= eventLength ? files : undefined;
}

export interface RefReconcilerOptions {
  git: Git;
  folders: RepositoryFolders;
  journal: RefJournal;
  logger: LoggerService;
}
