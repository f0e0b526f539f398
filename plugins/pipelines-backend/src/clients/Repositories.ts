import { ResponseError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type {
  CommitDetail,
  Comparison,
  RepositoryFiles,
} from '@dop/plugin-code-common';
import type { PluginCaller } from './PluginCaller';

/** What pipelines asks the plugin `code`. */
export class Repositories {
  readonly #caller: PluginCaller;

  private constructor(caller: PluginCaller) {
    this.#caller = caller;
  }

  static create(caller: PluginCaller): Repositories {
    return new Repositories(caller);
  }

  /**
   * Workflow files at a commit or ref; undefined where there is no such
   * repository or ref any more.
   */
  async workflowFiles(
    repositoryId: string,
    at: { commit: string } | { ref: string },
  ): Promise<RepositoryFiles | undefined> {
    const query = new URLSearchParams({ ...at });
    query.append('glob', '.dop/*.yaml');
    query.append('glob', '.dop/*.yml');
    try {
      return await this.#caller.json<RepositoryFiles>(
        'code',
        `/internal/repositories/${encodeURIComponent(
          repositoryId,
        )}/files?${query}`,
      );
    } catch (error) {
      if (error instanceof ResponseError && error.response.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Paths that a push changed, as far as they can be told from its commits:
   * undefined for a new ref, for many commits and for very large changes.
   */
  async changedPaths(
    record: RepositoryRecord,
    push: { before: string; after: string },
  ): Promise<string[] | undefined> {
    const paths = new Set<string>();
    let commit = push.after;
    for (let count = 0; count < 20; count++) {
      const detail = await this.#caller.json<CommitDetail>(
        'code',
        `/repositories/${encodeURIComponent(
          record.namespace,
        )}/${encodeURIComponent(record.name)}/commits/${commit}`,
      );
      if (detail.truncated || detail.parents.length !== 1) {
        return undefined;
      }
      for (const { path, oldPath } of detail.files) {
        paths.add(path);
        if (oldPath) {
          paths.add(oldPath);
        }
      }
      [commit] = detail.parents;
      if (commit === push.before) {
        return [...paths];
      }
    }
    return undefined;
  }

  /**
   * Paths that a branch changed since it left its target; undefined where that
   * cannot be told any more, and for very large changes.
   */
  async comparedPaths(
    { namespace, name }: RepositoryRecord,
    { target, head }: { target: string; head: string },
  ): Promise<string[] | undefined> {
    const query = new URLSearchParams({ base: `refs/heads/${target}`, head });
    try {
      const { files, truncated } = await this.#caller.json<Comparison>(
        'code',
        `/repositories/${encodeURIComponent(namespace)}/${encodeURIComponent(
          name,
        )}/compare?${query}`,
      );
      return truncated
        ? undefined
        : files.flatMap(({ path, oldPath }) =>
            oldPath ? [path, oldPath] : [path],
          );
    } catch (error) {
      if (
        error instanceof ResponseError &&
        [404, 409].includes(error.response.status)
      ) {
        return undefined;
      }
      throw error;
    }
  }
}
