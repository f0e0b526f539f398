import type { RefUpdated, RepositoryFiles } from '@dop/plugin-code-common';

const limit = 200;

/**
 * Workflow files that came with the events of pushes, until their deliveries
 * are processed. Whoever finds none here asks the plugin `code`.
 */
export class PushedFiles {
  readonly #files = new Map<string, RepositoryFiles>();

  static create(): PushedFiles {
    return new PushedFiles();
  }

  keep(push: RefUpdated): void {
    if (push.workflowFiles) {
      this.#files.set(keyOf(push), push.workflowFiles);
      if (this.#files.size > limit) {
        this.#files.delete(this.#files.keys().next().value as string);
      }
    }
  }

  find(push: RefUpdated): RepositoryFiles | undefined {
    return this.#files.get(keyOf(push));
  }

  forget(push: RefUpdated): void {
    this.#files.delete(keyOf(push));
  }
}

function keyOf({ repositoryId, sequence }: RefUpdated): string {
  return `${repositoryId} ${sequence}`;
}
