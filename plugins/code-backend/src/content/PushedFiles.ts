import type { RepositoryFiles } from '@dop/plugin-code-common';
import type { GitObjects } from '../git/GitObjects';
import { matchesGlob } from './matchesGlob';
import { readFolderFiles } from './readFolderFiles';

const folder = '.dop';
const limit = 100;
const maxBytes = 256 * 1024;

/**
 * Files directly in `.dop` at commits that were pushed lately: whoever hears of
 * the push asks for them next, and the push has a program at hand that reads
 * objects. A commit never changes, so they are never wrong.
 */
export class PushedFiles {
  readonly #known = new Map<string, RepositoryFiles>();

  static create(): PushedFiles {
    return new PushedFiles();
  }

  async read(
    objects: GitObjects,
    repositoryId: string,
    commit: string,
  ): Promise<void> {
    const files = await readFolderFiles(objects, {
      commit,
      folder,
      globs: [`${folder}/*`],
      maxBytes,
    });
    if (files) {
      this.#known.set(`${repositoryId} ${commit}`, files);
      if (this.#known.size > limit) {
        this.#known.delete(this.#known.keys().next().value as string);
      }
    }
  }

  /** As `readFolderFiles`; undefined for what is not known here. */
  find(
    repositoryId: string,
    asked: { commit: string; folder: string; globs: string[] },
  ): RepositoryFiles | undefined {
    const known =
      asked.folder === folder
        ? this.#known.get(`${repositoryId} ${asked.commit}`)
        : undefined;
    return (
      known && {
        ...known,
        files: known.files.filter(({ path }) =>
          asked.globs.some(glob => matchesGlob(path, glob)),
        ),
      }
    );
  }
}
