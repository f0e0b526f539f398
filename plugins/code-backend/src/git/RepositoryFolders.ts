import { constants } from 'node:fs';
import {
  access,
  chmod,
  copyFile,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import type { Git } from './Git';

const hookNames = ['pre-receive', 'post-receive'];

/**
 * The bare repositories on disk: `repositories/<record id>.git` in the plugin's
 * data folder, beside the hooks that all of them share.
 */
export class RepositoryFolders {
  readonly #git: Git;
  readonly #root: string;

  private constructor(git: Git, root: string) {
    this.#git = git;
    this.#root = root;
  }

  /**
   * @param root - the plugin's data folder
   * @param hooks - where the hooks are shipped; they are copied, because git
   * skips a hook that lost its executable bit on the way without a word
   */
  static async create(options: {
    git: Git;
    root: string;
    hooks: string;
  }): Promise<RepositoryFolders> {
    const folders = new RepositoryFolders(options.git, options.root);
    await mkdir(join(options.root, 'repositories'), {
      recursive: true,
      mode: 0o700,
    });
    await mkdir(folders.hooks, { recursive: true, mode: 0o700 });
    for (const hook of hookNames) {
      const fresh = join(folders.hooks, `.${hook}.${randomUUID()}`);
      await copyFile(join(options.hooks, hook), fresh);
      await chmod(fresh, 0o700);
      await access(fresh, constants.X_OK);
      await rename(fresh, join(folders.hooks, hook));
    }
    await rm(join(options.root, 'trash'), { recursive: true, force: true });
    for (const name of await readdir(folders.root)) {
      if (name.startsWith('.new-')) {
        await rm(join(folders.root, name), { recursive: true, force: true });
      }
    }
    return folders;
  }

  /** Folder of all repositories. */
  get root(): string {
    return join(this.#root, 'repositories');
  }

  get hooks(): string {
    return join(this.#root, 'hooks');
  }

  path(repositoryId: string): string {
    if (!/^[\w-]{1,64}$/.test(repositoryId)) {
      throw new InputError(`Not an id of a repository: ${repositoryId}`);
    }
    return join(this.root, `${repositoryId}.git`);
  }

  async exists(repositoryId: string): Promise<boolean> {
    return stat(this.path(repositoryId)).then(
      () => true,
      () => false,
    );
  }

  /** Makes the bare repository whole or not at all; one that is there stays. */
  async ensure(repositoryId: string, defaultBranch: string): Promise<void> {
    if (await this.exists(repositoryId)) {
      return;
    }
    const fresh = join(this.#root, 'repositories', `.new-${randomUUID()}`);
    await mkdir(fresh, { mode: 0o700 });
    try {
      await this.#git.run(
        [
          'init',
          '--quiet',
          '--bare',
          '--template=',
          `--initial-branch=${defaultBranch}`,
          '.',
        ],
        { folder: fresh },
      );
      await rename(fresh, this.path(repositoryId));
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      if (!(await this.exists(repositoryId))) {
        throw error;
      }
    }
  }

  /** Points `HEAD` at the default branch, which clients check out. */
  async setDefaultBranch(repositoryId: string, branch: string): Promise<void> {
    await this.#git.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`], {
      folder: this.path(repositoryId),
    });
  }

  /** Takes the folder out of sight at once, then removes it. */
  async remove(repositoryId: string): Promise<void> {
    if (!(await this.exists(repositoryId))) {
      return;
    }
    const trash = join(this.#root, 'trash');
    await mkdir(trash, { recursive: true, mode: 0o700 });
    const doomed = join(trash, randomUUID());
    await rename(this.path(repositoryId), doomed);
    await rm(doomed, { recursive: true, force: true });
  }
}
