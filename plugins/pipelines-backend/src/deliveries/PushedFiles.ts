import type { RepositoryFiles } from '@dop/plugin-code-common';
import { sourceIdOf, type ToldChange } from './sourceIdOf';

const limit = 200;

/**
 * Workflow files that came with events, until their deliveries
 * are processed. Whoever finds none here asks the plugin `code`.
 */
export class PushedFiles {
  readonly #files = new Map<string, RepositoryFiles>();

  static create(): PushedFiles {
    return new PushedFiles();
  }

  keep(change: ToldChange): void {
    if (change.workflowFiles) {
      this.#files.set(sourceIdOf(change), change.workflowFiles);
      if (this.#files.size > limit) {
        this.#files.delete(this.#files.keys().next().value as string);
      }
    }
  }

  find(change: ToldChange): RepositoryFiles | undefined {
    return this.#files.get(sourceIdOf(change));
  }

  forget(change: ToldChange): void {
    this.#files.delete(sourceIdOf(change));
  }
}
