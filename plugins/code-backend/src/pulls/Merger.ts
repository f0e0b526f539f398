import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, isError, NotImplementedError } from '@backstage/errors';
import type { Mergeability } from '@dop/plugin-code-common';
import limiterFactory from 'p-limit';
import type { Author } from '../content/CommitWriter';
import { asFullDisk } from '../git/asFullDisk';
import type { Git } from '../git/Git';
import { mergeBase } from '../git/mergeBase';
import { removeUnfinished } from '../maintenance/removeUnfinished';

const timeoutMs = 20_000;
const maxBytes = 1024 * 1024;
const maxConflicts = 100;
const rememberedLooks = 500;
const tooOld =
  'The git of this portal is older than 2.38 and cannot merge by itself. Merge on the command line and push the target.';

/** What a merge of two commits gives: a tree, or the paths with conflicts. */
type Merged = { tree: string } | { conflicts: string[] };

/** Whether a branch can be merged into another one, as they are now. */
export interface MergeLook {
  /** The newest commit that both have. */
  base?: string;
  merge: Mergeability;
}

/** Merges commits without a work tree. */
export class Merger {
  readonly #git: Git;
  /** Merges take time and memory; whoever looks waits. */
  readonly #limit = limiterFactory(2);
  readonly #looks = new Map<string, Promise<MergeLook>>();

  private constructor(git: Git) {
    this.#git = git;
  }

  static create(git: Git): Merger {
    return new Merger(git);
  }

  /** Tries it, leaves nothing in the repository, and remembers the answer. */
  async look(folder: string, target: string, head: string): Promise<MergeLook> {
    const key = `${folder} ${target} ${head}`;
    const known = this.#looks.get(key);
    if (known) {
      return known;
    }
    const look = this.#limit(() => this.#look(folder, target, head));
    this.#looks.set(key, look);
    if (this.#looks.size > rememberedLooks) {
      this.#looks.delete(this.#looks.keys().next().value as string);
    }
    const forget = () => this.#looks.delete(key);
    look.then(({ merge }) => merge.mergeable === 'unknown' && forget(), forget);
    return look;
  }

  /**
   * Makes the commit that merges `head` into `target`, not yet on any branch.
   * Needs the repository's lock.
   *
   * @throws ConflictError with the paths that have conflicts
   */
  async commit(
    folder: string,
    options: { target: string; head: string; message: string; author: Author },
  ): Promise<string> {
    const { target, head, message, author } = options;
    try {
      const merged = await this.#merge(folder, target, head);
      if ('conflicts' in merged) {
        throw new ConflictError(conflictsSentence(merged.conflicts));
      }
      return await this.#git.text(
        ['commit-tree', '-p', target, '-p', head, merged.tree],
        {
          folder,
          input: message,
          env: {
            GIT_AUTHOR_NAME: author.name,
            GIT_AUTHOR_EMAIL: author.email,
            GIT_COMMITTER_NAME: author.name,
            GIT_COMMITTER_EMAIL: author.email,
          },
        },
      );
    } catch (error) {
      // Here, with the lock, nobody else writes single objects.
      await removeUnfinished(folder, { olderThanMs: 0, objectsOnly: true });
      throw asFullDisk(error);
    }
  }

  async #look(
    folder: string,
    target: string,
    head: string,
  ): Promise<MergeLook> {
    const base = await mergeBase(this.#git, folder, target, head);
    if (!base) {
      const reason = 'The branches have no commit in common.';
      return {
        merge: { mergeable: 'unknown', fastForward: false, reason },
      };
    }
    if (base === head) {
      return { base, merge: { mergeable: 'upToDate', fastForward: false } };
    }
    if (base === target) {
      return { base, merge: { mergeable: 'yes', fastForward: true } };
    }
    return { base, merge: await this.#try(folder, target, head) };
  }

  async #try(
    folder: string,
    target: string,
    head: string,
  ): Promise<Mergeability> {
    const scratch = await mkdtemp(join(tmpdir(), 'dop-merge-'));
    try {
      const merged = await this.#merge(folder, target, head, {
        GIT_OBJECT_DIRECTORY: scratch,
        GIT_ALTERNATE_OBJECT_DIRECTORIES: join(folder, 'objects'),
      });
      return 'conflicts' in merged
        ? {
            mergeable: 'conflicts',
            fastForward: false,
            conflicts: merged.conflicts,
          }
        : { mergeable: 'yes', fastForward: false };
    } catch (error) {
      const known =
        isError(error) &&
        ['NotImplementedError', 'ServiceUnavailableError'].includes(error.name);
      return {
        mergeable: 'unknown',
        fastForward: false,
        reason: known
          ? (error as Error).message
          : 'Git could not try to merge them.',
      };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async #merge(
    folder: string,
    target: string,
    head: string,
    env: Record<string, string> = {},
  ): Promise<Merged> {
    const { stdout, exitCode, truncated } = await this.#git.run(
      [
        'merge-tree',
        '--write-tree',
        '-z',
        '--name-only',
        '--no-messages',
        target,
        head,
      ],
      { folder, env, maxBytes, timeoutMs, allow: [0, 1, 129] },
    );
    if (exitCode === 129) {
      throw new NotImplementedError(tooOld);
    }
    const [tree, ...paths] = stdout.toString('utf8').split('\0');
    return exitCode === 0 && !truncated
      ? { tree: tree.trim() }
      : { conflicts: paths.filter(Boolean).slice(0, maxConflicts) };
  }
}

function conflictsSentence(paths: string[]): string {
  const named = paths.slice(0, 20).join(', ');
  const more = paths.length > 20 ? ' and more' : '';
  return `Both branches changed the same places: ${named}${more}. Merge the target into the source, solve the conflicts and push.`;
}
