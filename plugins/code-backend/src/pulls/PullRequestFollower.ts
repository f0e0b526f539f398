import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import { zeroSha, type PullRequestSummary } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';
import { isAncestor } from '../git/isAncestor';
import { mergeBase } from '../git/mergeBase';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { JournaledUpdate } from '../journal/RefJournal';
import type { PullRequestStep, PullRequestStore } from './PullRequestStore';

const branchPrefix = 'refs/heads/';
/** About a hundred thousand commits. */
const maxBytes = 4 * 1024 * 1024;

/**
 * What pushes do to open pull requests. The source moved: they follow. Their
 * head came into the target, whoever brought it there: they are merged. One of
 * the branches is deleted: they are closed.
 */
export class PullRequestFollower {
  readonly #options: PullRequestFollowerOptions;

  private constructor(options: PullRequestFollowerOptions) {
    this.#options = options;
  }

  static create(options: PullRequestFollowerOptions): PullRequestFollower {
    return new PullRequestFollower(options);
  }

  /**
   * What follows from updates that git has made already; one query where no open
   * pull request is concerned.
   */
  async look(
    record: RepositoryRecord,
    updates: JournaledUpdate[],
  ): Promise<PullRequestStep[]> {
    const moves = new Map<string, JournaledUpdate>();
    for (const update of updates) {
      if (update.ref.startsWith(branchPrefix)) {
        const branch = update.ref.slice(branchPrefix.length);
        const before = moves.get(branch)?.before ?? update.before;
        moves.set(branch, { ...update, before });
      }
    }
    if (moves.size === 0) {
      return [];
    }
    const { store } = this.#options;
    const steps: PullRequestStep[] = [];
    const brought = new Map<
      string,
      Promise<(sha: string) => Promise<boolean>>
    >();
    for (const pull of await store.open(record.id, [...moves.keys()])) {
      const target = moves.get(pull.target);
      if (target && !brought.has(pull.target)) {
        brought.set(pull.target, this.#broughtBy(record, target));
      }
      const step = await this.#follow(
        record,
        pull,
        moves.get(pull.source),
        target,
        await brought.get(pull.target),
      );
      if (step) {
        steps.push(step);
      }
    }
    return steps;
  }

  /** Keeps the commits of one that ends without being merged. */
  async keep(
    repositoryId: string,
    number: number,
    head: string,
  ): Promise<void> {
    const { git, folders } = this.#options;
    await git.run(['update-ref', `refs/pull/${number}/head`, head], {
      folder: folders.path(repositoryId),
    });
  }

  async #follow(
    record: RepositoryRecord,
    pull: PullRequestSummary,
    source: JournaledUpdate | undefined,
    target: JournaledUpdate | undefined,
    brought?: (sha: string) => Promise<boolean>,
  ): Promise<PullRequestStep | undefined> {
    const { number } = pull;
    const gone = source?.after === zeroSha || target?.after === zeroSha;
    const head = source && source.after !== zeroSha ? source.after : pull.head;
    if (target && (await brought?.(head))) {
      return {
        number,
        action: 'merged',
        set: {
          state: 'merged',
          head,
          merge_commit: target.after,
          base: (await this.#base(record, target.before, head)) ?? null,
        },
      };
    }
    if (gone) {
      await this.keep(record.id, number, head).catch(error =>
        this.#warn(record, `the commits of #${number}`, error),
      );
      const other =
        target?.after === zeroSha
          ? target.before
          : `${branchPrefix}${pull.target}`;
      return {
        number,
        action: 'closed',
        set: {
          state: 'closed',
          head,
          base: (await this.#base(record, other, head)) ?? null,
        },
      };
    }
    return source && head !== pull.head
      ? {
          number,
          action: 'updated',
          set: { head },
          before: pull.head,
          told: source,
        }
      : undefined;
  }

  /** Tells of a commit whether an update brought it into its branch. */
  async #broughtBy(
    record: RepositoryRecord,
    { before, after }: JournaledUpdate,
  ): Promise<(sha: string) => Promise<boolean>> {
    if (after === zeroSha) {
      return async () => false;
    }
    const { git, folders } = this.#options;
    const folder = folders.path(record.id);
    const known = before === zeroSha ? [] : [`^${before}`];
    try {
      const { stdout, truncated } = await git.run(
        ['rev-list', after, ...known],
        { folder, maxBytes },
      );
      if (!truncated) {
        const shas = new Set(stdout.toString('utf8').split('\n'));
        return async sha => shas.has(sha);
      }
      return async sha =>
        (await isAncestor(git, folder, sha, after)) &&
        (before === zeroSha || !(await isAncestor(git, folder, sha, before)));
    } catch (error) {
      // A push is not lost for this: the pull request then has nothing to merge.
      this.#warn(record, `what came with ${after}`, error);
      return async () => false;
    }
  }

  async #base(
    record: RepositoryRecord,
    one: string,
    other: string,
  ): Promise<string | undefined> {
    const { git, folders } = this.#options;
    return mergeBase(git, folders.path(record.id), one, other).catch(error => {
      this.#warn(record, `the merge base of ${one} and ${other}`, error);
      return undefined;
    });
  }

  #warn(record: RepositoryRecord, what: string, error: unknown): void {
    this.#options.logger.warn(
      `Pull requests of ${record.namespace}/${
        record.name
      }: could not tell ${what}: ${stringifyError(error)}`,
    );
  }
}

export interface PullRequestFollowerOptions {
  git: Git;
  folders: RepositoryFolders;
  store: PullRequestStore;
  logger: LoggerService;
}
