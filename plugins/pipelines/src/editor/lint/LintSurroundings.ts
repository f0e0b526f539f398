import type { CodeApi } from '@dop/plugin-code-common';
import { limits, type PipelinesClient } from '@dop/plugin-pipelines-common';
import { isNotFound } from '../file/errors';
import type { Missing, Surroundings } from './checkText';

/** As many as the API takes at once. */
const mostUses = 200;
/** As many workflow files as a push is read with. */
const mostFiles = 50;
const isWorkflowFile = /^\.dop\/[^/]+\.ya?ml$/;

/** Asks for what a file is checked against, each thing once. */
export class LintSurroundings {
  readonly #pipelines: Pick<PipelinesClient, 'lintSurroundings'>;
  readonly #code: Pick<CodeApi, 'tree' | 'blob'>;
  readonly #repository: string | undefined;
  readonly #ref: string | undefined;
  #known: Surroundings;

  private constructor(options: LintSurroundingsOptions) {
    this.#pipelines = options.pipelines;
    this.#code = options.code;
    this.#repository = options.repository;
    this.#ref = options.ref;
    const [namespace, name] = options.repository?.split('/') ?? [];
    this.#known = {
      components: {},
      problems: {},
      ...(name && { repository: { namespace, name } }),
    };
  }

  static create(options: LintSurroundingsOptions): LintSurroundings {
    return new LintSurroundings(options);
  }

  /** A new object whenever more is known. */
  get known(): Surroundings {
    return this.#known;
  }

  async fetch({ uses, files, list, portal }: Missing): Promise<void> {
    const lists: string[][] = portal && uses.length === 0 ? [[]] : [];
    for (let at = 0; at < uses.length; at += mostUses) {
      lists.push(uses.slice(at, at + mostUses));
    }
    await Promise.all([
      ...lists.map(some => this.#ask(some)),
      ...(list ? [this.#list()] : []),
      ...files.map(path => this.#read(path)),
    ]);
  }

  async #ask(uses: string[]): Promise<void> {
    const { components, problems, portalEnv } =
      await this.#pipelines.lintSurroundings({
        uses,
        repository: this.#repository,
      });
    this.#known = {
      ...this.#known,
      components: { ...this.#known.components, ...components },
      problems: { ...this.#known.problems, ...problems },
      portalEnv,
    };
  }

  async #list(): Promise<void> {
    const listed = await this.#unlessAbsent(([namespace, name]) =>
      this.#code.tree(namespace, name, { ref: this.#ref, path: '.dop' }),
    );
    const large = listed?.entries.filter(
      ({ size = 0 }) => size > limits.fileLength * 4,
    );
    this.#known = {
      ...this.#known,
      files: {
        paths: (listed?.entries ?? [])
          .filter(
            ({ type, path }) => type === 'file' && isWorkflowFile.test(path),
          )
          .map(({ path }) => path)
          .sort()
          .slice(0, mostFiles),
        texts: Object.fromEntries(
          // Too large to be read; the language says so.
          (large ?? []).map(({ path }) => [
            path,
            ' '.repeat(limits.fileLength + 1),
          ]),
        ),
      },
    };
  }

  async #read(path: string): Promise<void> {
    const blob = await this.#unlessAbsent(([namespace, name]) =>
      this.#code.blob(namespace, name, { ref: this.#ref, path }),
    );
    const text = await blob?.text();
    const { files = { paths: [], texts: {} } } = this.#known;
    this.#known = {
      ...this.#known,
      files: { ...files, texts: { ...files.texts, [path]: text } },
    };
  }

  /** Undefined for what is not there: a branch, a folder, a file. */
  async #unlessAbsent<T>(
    ask: (repository: string[]) => Promise<T>,
  ): Promise<T | undefined> {
    if (!this.#repository) {
      return undefined;
    }
    try {
      return await ask(this.#repository.split('/'));
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }
}

export interface LintSurroundingsOptions {
  pipelines: Pick<PipelinesClient, 'lintSurroundings'>;
  code: Pick<CodeApi, 'tree' | 'blob'>;
  /** `namespace/name` */
  repository?: string;
  /** Where its other workflow files are read: a branch or a commit. */
  ref?: string;
}
