import { setPriority } from 'node:os';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { gitEnvironment } from '../git/gitEnvironment';
import type { Git } from '../git/Git';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { RepositoryCopies } from '../records/RepositoryCopies';
import { countObjects } from './countObjects';
import { removeUnfinished } from './removeUnfinished';

/** The first look comes when the start is over. */
const firstLookMs = 5 * 60_000;
/**
 * A push that moved nothing for so long is dead; its idle limit is minutes. Git
 * takes also its unfinished files for old after `keepUnreachableMs`.
 */
export const abandonedMs = 24 * 3600_000;
const lowPriority = 10;

/** When a repository is packed, and what goes. */
export interface MaintenanceSettings {
  /** How often all repositories are looked at; 0 for never. */
  everyMs: number;
  /** More loose objects than this are packed. */
  looseObjects: number;
  /** More packs than this become one. */
  packs: number;
  /** How long commits stay that no branch or tag has any more. */
  keepUnreachableMs: number;
}

/**
 * Keeps repositories small, one at a time and at low priority. `git gc` may run
 * beside pushes and clones: it removes only what was unreachable for long, and
 * never what a push has just brought. Refs stay as they are, and with them the
 * journal.
 */
export class GitMaintenance {
  readonly #options: MaintenanceOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  private constructor(options: MaintenanceOptions) {
    this.#options = options;
  }

  static create(options: MaintenanceOptions): GitMaintenance {
    return new GitMaintenance(options);
  }

  start(): void {
    const { everyMs } = this.#options.settings;
    if (everyMs > 0) {
      this.#schedule(Math.min(firstLookMs, everyMs));
    }
  }

  /** Ends a program that is under way; the repository stays as it was. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#working;
  }

  #schedule(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#working = this.#lookAtAll().finally(() => {
        this.#working = undefined;
        if (!this.#stop.signal.aborted) {
          this.#schedule(this.#options.settings.everyMs);
        }
      });
    }, waitMs);
    this.#timer.unref();
  }

  async #lookAtAll(): Promise<void> {
    const { copies, logger } = this.#options;
    try {
      for await (const { record } of copies.all()) {
        if (this.#stop.signal.aborted) {
          return;
        }
        try {
          await this.#lookAt(record.id);
        } catch (error) {
          logger.warn(
            `Could not tidy ${record.namespace}/${
              record.name
            }: ${stringifyError(error)}`,
          );
        }
      }
    } catch (error) {
      logger.warn(`Could not tidy repositories: ${stringifyError(error)}`);
    }
  }

  async #lookAt(repositoryId: string): Promise<void> {
    const { folders, git, settings } = this.#options;
    const folder = folders.path(repositoryId);
    if (!(await folders.exists(repositoryId))) {
      return;
    }
    await removeUnfinished(folder, { olderThanMs: abandonedMs });
    const { loose, packs } = await countObjects(git, folder);
    if (loose > settings.looseObjects || packs > settings.packs) {
      await this.#collect(folder);
    }
  }

  async #collect(folder: string): Promise<void> {
    const { git, logger, settings } = this.#options;
    const seconds = Math.ceil(settings.keepUnreachableMs / 1000);
    const child = git.spawn(
      ['gc', '--quiet', `--prune=${seconds}.seconds.ago`],
      {
        folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: gitEnvironment({}, [
          ['pack.threads', '1'],
          // Apart, where git knows it: else they are loose, and counted again.
          ['gc.cruftPacks', 'true'],
        ]),
      },
    );
    const said: Buffer[] = [];
    child.stderr!.on('data', (chunk: Buffer) => {
      if (said.length < 16) {
        said.push(chunk);
      }
    });
    const end = () => child.kill('SIGTERM');
    this.#stop.signal.addEventListener('abort', end, { once: true });
    try {
      const code = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', status => resolve(status ?? -1));
        if (child.pid) {
          lower(child.pid);
        }
      });
      if (code !== 0 && !this.#stop.signal.aborted) {
        logger.warn(
          `git gc ended with exit code ${code} in ${folder}: ${Buffer.concat(
            said,
          ).toString('utf8')}`,
        );
      }
    } finally {
      this.#stop.signal.removeEventListener('abort', end);
    }
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, lowPriority);
  } catch {
    // It has ended already.
  }
}

export interface MaintenanceOptions {
  git: Git;
  folders: RepositoryFolders;
  copies: Pick<RepositoryCopies, 'all'>;
  settings: MaintenanceSettings;
  logger: LoggerService;
}
