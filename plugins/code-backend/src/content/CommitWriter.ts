import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, InputError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import {
  zeroSha,
  type FileChange,
  type NewCommit,
} from '@dop/plugin-code-common';
import { asFullDisk } from '../git/asFullDisk';
import { GitError } from '../git/Git';
import { removeUnfinished } from '../maintenance/removeUnfinished';
import type { Pusher, RefUpdate } from '../journal/RefUpdate';
import type { PushRights } from '../push/evaluatePush';
import { moveRef } from '../push/moveRef';
import type { PushServices } from '../push/PushSession';
import { cleanPath } from './readTree';

const lockTimeoutMs = 60_000;
/** Empty, `.`, `..`, and all that some file system takes for `.git`. */
const forbiddenPart = /^(\.{0,2}|\.git[ .]*|git~\d+)$/i;

/** Who a commit is from, by the account, never by the request. */
export interface Author {
  name: string;
  email: string;
}

/**
 * Makes commits without a work tree, through the same lock, rules and journal
 * as a push.
 */
export class CommitWriter {
  readonly #services: PushServices;

  private constructor(services: PushServices) {
    this.#services = services;
  }

  static create(services: PushServices): CommitWriter {
    return new CommitWriter(services);
  }

  /** @returns the id of the new commit */
  async write(options: {
    record: RepositoryRecord;
    commit: NewCommit;
    author: Author;
    pusher: Pusher;
    rights: PushRights;
  }): Promise<string> {
    const { record, commit } = options;
    return this.#services.locks.with(record.id, lockTimeoutMs, async () => {
      const { folders, reconciler, journal } = this.#services;
      const folder = folders.path(record.id);
      const ref = `refs/heads/${commit.branch}`;
      await this.#checkBranch(folder, ref, commit.branch);
      await reconciler.reconcile(record);
      const before = (await journal.refs(record.id)).get(ref) ?? zeroSha;
      if (commit.expectedHead && commit.expectedHead !== before) {
        throw new ConflictError(
          `${commit.branch} is at ${before.slice(
            0,
            7,
          )}, not at ${commit.expectedHead.slice(
            0,
            7,
          )}. Read it again and repeat the change on top.`,
        );
      }
      const after = await this.#build(folder, before, options);
      const update: RefUpdate = { ref, before, after };
      try {
        await moveRef(this.#services, { ...options, update });
      } catch (error) {
        throw readable(error);
      }
      return after;
    });
  }

  async #checkBranch(
    folder: string,
    ref: string,
    branch: string,
  ): Promise<void> {
    const { exitCode } = await this.#services.git.run(
      ['check-ref-format', ref],
      { folder, allow: [0, 1, 128, 129] },
    );
    // Programs would take a name that begins so for an option.
    if (exitCode !== 0 || branch.startsWith('-')) {
      throw new InputError(`"${branch}" cannot be the name of a branch`);
    }
  }

  /** The new commit, not yet on any branch. */
  async #build(
    folder: string,
    before: string,
    options: { commit: NewCommit; author: Author },
  ): Promise<string> {
    const { git } = this.#services;
    const scratch = await mkdtemp(join(tmpdir(), 'dop-commit-'));
    const env = { GIT_INDEX_FILE: join(scratch, 'index') };
    try {
      const parents: string[] = [];
      if (before !== zeroSha) {
        await git.run(['read-tree', before], { folder, env });
        parents.push('-p', before);
      }
      await this.#stage(folder, scratch, env, options.commit.files);
      const tree = await git.text(['write-tree'], { folder, env });
      if (
        before !== zeroSha &&
        tree === (await git.text(['rev-parse', `${before}^{tree}`], { folder }))
      ) {
        throw new ConflictError(
          'These files are already there with the same contents; there is nothing to commit.',
        );
      }
      const { author } = options;
      return await git.text(['commit-tree', ...parents, tree], {
        folder,
        input: `${options.commit.message.trim()}\n`,
        env: {
          GIT_AUTHOR_NAME: author.name,
          GIT_AUTHOR_EMAIL: author.email,
          GIT_COMMITTER_NAME: author.name,
          GIT_COMMITTER_EMAIL: author.email,
        },
      });
    } catch (error) {
      // Here, with the lock, nobody else writes single objects.
      await removeUnfinished(folder, { olderThanMs: 0, objectsOnly: true });
      throw readable(error);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  async #stage(
    folder: string,
    scratch: string,
    env: Record<string, string>,
    files: FileChange[],
  ): Promise<void> {
    const { git } = this.#services;
    const written: { path: string; mode: string; file: string }[] = [];
    const deleted: string[] = [];
    for (const change of files) {
      const path = cleanPath(change.path);
      // Git leaves such paths out without failing.
      if (path.split('/').some(part => forbiddenPart.test(part))) {
        throw new InputError(
          `"${path.slice(0, 200)}" cannot be the path of a file in Git`,
        );
      }
      if ('deleted' in change) {
        deleted.push(path);
      } else {
        const file = join(scratch, randomUUID());
        await writeFile(file, Buffer.from(change.content, 'base64'));
        const mode = change.executable ? '100755' : '100644';
        written.push({ path, mode, file });
      }
    }
    if (deleted.length > 0) {
      await git.run(['ls-files', '-z', '--error-unmatch', '--', ...deleted], {
        folder,
        env,
        maxBytes: 1,
      });
    }
    const blobs = await git.text(
      ['hash-object', '-w', '--no-filters', '--stdin-paths'],
      { folder, input: written.map(({ file }) => `${file}\n`).join('') },
    );
    const shas = blobs.split('\n');
    const lines = [
      ...deleted.map(path => `0 ${zeroSha}\t${path}\0`),
      ...written.map(({ path, mode }, i) => `${mode} ${shas[i]}\t${path}\0`),
    ];
    await git.run(['update-index', '-z', '--index-info'], {
      folder,
      env,
      input: lines.join(''),
    });
  }
}

/** What git says of paths and contents is the caller's mistake. */
function readable(error: unknown): unknown {
  const known = asFullDisk(error);
  return known instanceof GitError
    ? new InputError(
        `Git does not take this commit: ${
          known.stderr.trim() || known.message
        }`,
      )
    : known;
}
