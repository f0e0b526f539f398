import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import {
  zeroSha,
  type Mergeability,
  type NewPullRequest,
  type PullRequestChange,
} from '@dop/plugin-code-common';
import type { Author } from '../content/CommitWriter';
import { mergeBase } from '../git/mergeBase';
import { evaluatePush, type PushRights } from '../push/evaluatePush';
import { moveRef } from '../push/moveRef';
import type { PushServices } from '../push/PushSession';
import type { Merger } from './Merger';
import type { PullRequestFollower } from './PullRequestFollower';
import type {
  PullRequestStep,
  PullRequestStore,
  StoredPullRequest,
} from './PullRequestStore';

const lockTimeoutMs = 60_000;

/** A pull request as it is now. */
export interface CurrentPullRequest extends StoredPullRequest {
  merge?: Mergeability;
}

/**
 * What people do to pull requests. All of it holds the repository's lock, so
 * that pushes come before or after it.
 */
export class PullRequests {
  readonly #options: PullRequestsOptions;

  private constructor(options: PullRequestsOptions) {
    this.#options = options;
  }

  static create(options: PullRequestsOptions): PullRequests {
    return new PullRequests(options);
  }

  /** Lists them; see {@link PullRequestStore.list}. */
  async list(...query: Parameters<PullRequestStore['list']>) {
    return this.#options.store.list(...query);
  }

  /** @throws NotFoundError */
  async get(
    record: RepositoryRecord,
    number: number,
  ): Promise<CurrentPullRequest> {
    const pull = await this.#stored(record, number);
    if (pull.state !== 'open') {
      return pull;
    }
    const { services, merger } = this.#options;
    const { folders, journal } = services;
    const target = await journal.ref(record.id, branchRef(pull.target));
    const look =
      target && (await merger.look(folders.path(record.id), target, pull.head));
    return { ...pull, ...look };
  }

  /** @returns the number of the new one */
  async open(
    record: RepositoryRecord,
    author: string,
    opened: NewPullRequest,
  ): Promise<number> {
    const { source, target = record.defaultBranch } = opened;
    return this.#locked(record, async () => {
      const { store } = this.#options;
      const head = await this.#headToMerge(record, source, target);
      return store.insert(
        record,
        {
          title: opened.title,
          description: opened.description ?? '',
          source,
          target,
          head,
          author,
        },
        await this.#toldOf(record, source, head),
      );
    });
  }

  async change(
    record: RepositoryRecord,
    userEntityRef: string,
    number: number,
    change: PullRequestChange,
  ): Promise<void> {
    await this.#locked(record, async () => {
      const pull = await this.#stored(record, number);
      const { title = pull.title, description = pull.description } = change;
      const steps: PullRequestStep[] = [];
      if (title !== pull.title || description !== pull.description) {
        steps.push({ number, action: 'edited', set: { title, description } });
      }
      if (change.state && change.state !== pull.state) {
        steps.push(
          change.state === 'open'
            ? await this.#reopen(record, pull)
            : await this.#close(record, pull),
        );
      }
      await this.#options.store.change(record, steps, { userEntityRef });
    });
  }

  /** @throws ConflictError where it is not as expected or has conflicts */
  async merge(options: {
    record: RepositoryRecord;
    number: number;
    expectedHead: string;
    method: 'merge' | 'fastForward';
    userEntityRef: string;
    author: Author;
    rights: PushRights;
  }): Promise<void> {
    const { record, number, expectedHead, userEntityRef, rights } = options;
    await this.#locked(record, async () => {
      const { services } = this.#options;
      const pull = await this.#stored(record, number);
      if (pull.state !== 'open') {
        throw new ConflictError(`#${number} is ${pull.state} already`);
      }
      if (pull.head !== expectedHead) {
        throw new ConflictError(
          `${pull.source} is at ${short(pull.head)} by now, not at ${short(
            expectedHead,
          )}. Look at what was pushed and merge again.`,
        );
      }
      const ref = branchRef(pull.target);
      const before = (await services.journal.ref(record.id, ref)) ?? zeroSha;
      const after = await this.#merged(pull, before, options);
      await moveRef(services, {
        record,
        update: { ref, before, after },
        pusher: { userEntityRef },
        rights,
      });
    });
  }

  /** Whether the rules of a push let somebody merge it. */
  async mayMerge(
    record: RepositoryRecord,
    pull: CurrentPullRequest,
    rights: PushRights,
  ): Promise<boolean> {
    const ref = branchRef(pull.target);
    const update = { ref, before: pull.head, after: pull.head };
    const problems = await evaluatePush(
      record,
      [update],
      rights,
      async () => true,
    );
    return pull.state === 'open' && problems.length === 0;
  }

  /** The commit that the target is to move on to. */
  async #merged(
    pull: StoredPullRequest,
    target: string,
    options: Parameters<PullRequests['merge']>[0],
  ): Promise<string> {
    const { record, method, author } = options;
    const { head } = pull;
    const base = await this.#base(record, target, head);
    if (base === head) {
      throw new ConflictError(nothingToMerge(pull.source, pull.target));
    }
    if (method === 'fastForward') {
      if (base !== target) {
        throw new ConflictError(
          `${pull.target} has commits that ${pull.source} has not, so it cannot simply move on. Merge with a commit, or rebase ${pull.source} and push it.`,
        );
      }
      return head;
    }
    const { services, merger } = this.#options;
    return merger.commit(services.folders.path(record.id), {
      target,
      head,
      author,
      message: `Merge ${pull.source} into ${pull.target} (#${pull.number})\n\n${pull.title}\n`,
    });
  }

  async #reopen(
    record: RepositoryRecord,
    pull: StoredPullRequest,
  ): Promise<PullRequestStep> {
    const { number, source, target } = pull;
    if (pull.state === 'merged') {
      throw new ConflictError(
        `#${number} is merged already. Open another one for what is new.`,
      );
    }
    const head = await this.#headToMerge(record, source, target);
    return {
      number,
      action: 'reopened',
      set: { state: 'open', head, base: null },
      before: head === pull.head ? undefined : pull.head,
      ...(await this.#toldOf(record, source, head)),
    };
  }

  async #close(
    record: RepositoryRecord,
    { number, state, target, head }: StoredPullRequest,
  ): Promise<PullRequestStep> {
    if (state === 'merged') {
      throw new ConflictError(`#${number} is merged already`);
    }
    const { services, follower } = this.#options;
    const sha = await services.journal.ref(record.id, branchRef(target));
    const base = sha && (await this.#base(record, sha, head));
    await follower.keep(record.id, number, head);
    return {
      number,
      action: 'closed',
      set: { state: 'closed', base: base ?? null },
    };
  }

  /**
   * The head of a branch that can be asked to be merged into another one.
   *
   * @throws ConflictError where there is nothing to merge, or it is asked already
   */
  async #headToMerge(
    record: RepositoryRecord,
    source: string,
    target: string,
  ): Promise<string> {
    if (source === target) {
      throw new InputError(`${source} cannot be merged into itself`);
    }
    const { services, store } = this.#options;
    const { journal } = services;
    const head = await journal.ref(record.id, branchRef(source));
    const base = await journal.ref(record.id, branchRef(target));
    if (!head || !base) {
      throw new InputError(`There is no branch ${head ? target : source} here`);
    }
    const asked = (await store.open(record.id, [source])).find(
      open => open.source === source && open.target === target,
    );
    if (asked) {
      throw new ConflictError(
        `#${asked.number} asks already that ${source} be merged into ${target}`,
      );
    }
    const common = await this.#base(record, base, head);
    if (common === head) {
      throw new ConflictError(nothingToMerge(source, target));
    }
    if (!common) {
      throw new ConflictError(
        `${source} and ${target} have no commit in common`,
      );
    }
    return head;
  }

  /** What is told of a head that was pushed before. */
  async #toldOf(
    record: RepositoryRecord,
    branch: string,
    head: string,
  ): Promise<Pick<PullRequestStep, 'told' | 'headBy'>> {
    const ref = branchRef(branch);
    const { journal, reconciler } = this.#options.services;
    const [told] = await reconciler.describe(record.id, [
      { ref, before: zeroSha, after: head },
    ]);
    return { told, headBy: await journal.pusherOf(record.id, ref, head) };
  }

  async #base(
    record: RepositoryRecord,
    target: string,
    head: string,
  ): Promise<string | undefined> {
    const { git, folders } = this.#options.services;
    return mergeBase(git, folders.path(record.id), target, head);
  }

  async #stored(
    record: RepositoryRecord,
    number: number,
  ): Promise<StoredPullRequest> {
    const pull = await this.#options.store.get(record.id, number);
    if (!pull) {
      throw new NotFoundError(`There is no pull request #${number} here`);
    }
    return pull;
  }

  /** With refs and journal in agreement. */
  async #locked<T>(
    record: RepositoryRecord,
    act: () => Promise<T>,
  ): Promise<T> {
    const { locks, reconciler } = this.#options.services;
    return locks.with(record.id, lockTimeoutMs, async () => {
      await reconciler.reconcile(record);
      return act();
    });
  }
}

function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

function nothingToMerge(source: string, target: string): string {
  return `${target} has all of ${source} already; there is nothing to merge`;
}

function short(sha: string): string {
  return sha.slice(0, 7);
}

export interface PullRequestsOptions {
  services: PushServices;
  store: PullRequestStore;
  follower: PullRequestFollower;
  merger: Merger;
}
