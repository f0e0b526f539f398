import { isAbsolute, relative, resolve } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { Git } from '../git/Git';
import { isAncestor } from '../git/isAncestor';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { RefJournal } from '../journal/RefJournal';
import type { RefReconciler } from '../journal/RefReconciler';
import type { RepositoryLocks } from '../journal/RepositoryLocks';
import type { Pusher, RefUpdate } from '../journal/RefUpdate';
import { evaluatePush, type PushRights } from './evaluatePush';
import type { HookMessage } from './HookChannel';

const lockTimeoutMs = 60_000;

/**
 * One push through git's hooks.
 *
 * 1. `pre-receive`, when the pack is here: takes the repository's lock, asks
 *    the rules, announces the push.
 * 2. git moves the refs.
 * 3. `post-receive`: journals the moves with their events in one transaction
 *    and releases the lock; then the client's push ends.
 *
 * Whatever happens in between, {@link PushSession.end} leaves refs and journal
 * in agreement.
 */
export class PushSession {
  readonly #services: PushServices;
  readonly #record: RepositoryRecord;
  readonly #pusher: Pusher;
  readonly #rights: () => Promise<PushRights>;
  #release: (() => void) | undefined;
  #pushId: string | undefined;
  #journaled = false;
  #ended = false;

  private constructor(
    services: PushServices,
    push: {
      record: RepositoryRecord;
      pusher: Pusher;
      rights: () => Promise<PushRights>;
    },
  ) {
    this.#services = services;
    this.#record = push.record;
    this.#pusher = push.pusher;
    this.#rights = push.rights;
  }

  static create(
    services: PushServices,
    push: {
      record: RepositoryRecord;
      pusher: Pusher;
      /** Asked at the moment of the verdict. */
      rights: () => Promise<PushRights>;
    },
  ): PushSession {
    return new PushSession(services, push);
  }

  /** Whether git may be moving refs now, and must not be ended. */
  get moving(): boolean {
    return this.#pushId !== undefined && !this.#journaled;
  }

  async handle(message: HookMessage): Promise<{ ok: boolean; say?: string[] }> {
    try {
      return message.hook === 'pre-receive'
        ? await this.#judge(message)
        : await this.#journalPush(message.updates);
    } catch (error) {
      this.#services.logger.warn(
        `Push to ${this.#name}, ${message.hook}: ${stringifyError(error)}`,
      );
      return {
        ok: false,
        say: [error instanceof Error ? error.message : String(error)],
      };
    }
  }

  /** After git has ended, however it did. */
  async end(): Promise<void> {
    this.#ended = true;
    try {
      if (this.moving) {
        await this.#services.reconciler.reconcile(this.#record);
        await this.#services.journal.withdraw(this.#pushId!);
      }
    } finally {
      this.#release?.();
    }
  }

  async #judge(message: HookMessage): Promise<{ ok: boolean; say?: string[] }> {
    const { locks, journal } = this.#services;
    const release = await locks.acquire(this.#record.id, lockTimeoutMs);
    if (this.#ended) {
      release();
      return { ok: false };
    }
    this.#release = release;
    const problems = await evaluatePush(
      this.#record,
      message.updates,
      await this.#rights(),
      (before, after) => this.#isFastForward(before, after, message.quarantine),
    );
    if (problems.length > 0) {
      this.#release();
      return { ok: false, say: problems.slice(0, 20) };
    }
    await this.#catchUp(message.updates);
    if (this.#ended) {
      return { ok: false };
    }
    this.#pushId = await journal.announce(
      this.#record.id,
      message.updates,
      this.#pusher,
    );
    return { ok: true };
  }

  async #journalPush(updates: RefUpdate[]): Promise<{ ok: boolean }> {
    await this.#services.beforeJournal?.();
    await this.#services.journal.record({
      record: this.#record,
      updates: await this.#services.reconciler.describe(
        this.#record.id,
        updates,
      ),
      pusher: this.#pusher,
      pushId: this.#pushId,
    });
    this.#journaled = true;
    this.#release?.();
    return { ok: true };
  }

  /** The journal must know where the pushed refs are before they move on. */
  async #catchUp(updates: RefUpdate[]): Promise<void> {
    const journaled = await this.#services.journal.refs(this.#record.id);
    const behind = updates.some(
      ({ ref, before }) => (journaled.get(ref) ?? '0'.repeat(40)) !== before,
    );
    if (behind) {
      await this.#services.reconciler.reconcile(this.#record);
    }
  }

  async #isFastForward(
    before: string,
    after: string,
    quarantine: string,
  ): Promise<boolean> {
    const folder = this.#services.folders.path(this.#record.id);
    const objects = resolve(folder, 'objects');
    const inside = relative(objects, resolve(quarantine));
    const env: Record<string, string> =
      quarantine && inside && !inside.startsWith('..') && !isAbsolute(inside)
        ? {
            GIT_OBJECT_DIRECTORY: resolve(quarantine),
            GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
          }
        : {};
    return isAncestor(this.#services.git, folder, before, after, env);
  }

  get #name(): string {
    return `${this.#record.namespace}/${this.#record.name}`;
  }
}

export interface PushServices {
  git: Git;
  folders: RepositoryFolders;
  journal: RefJournal;
  reconciler: RefReconciler;
  locks: RepositoryLocks;
  logger: LoggerService;
  /** For tests that end the process between the move of a ref and its journal. */
  beforeJournal?: () => Promise<void>;
}
