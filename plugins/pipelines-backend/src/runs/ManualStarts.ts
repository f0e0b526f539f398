import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { RepositoryFiles } from '@dop/plugin-code-common';
import type { Knex } from 'knex';
import type { Components } from '../clients/Components';
import type { Repositories } from '../clients/Repositories';
import {
  readDefinitions,
  type Definition,
} from '../definitions/readDefinitions';
import type {
  StoredDefinition,
  WorkflowRecord,
} from '../definitions/WorkflowStore';
import type { LanguageWorker } from '../language/LanguageWorker';
import { manualEnvelope } from './envelopes';
import type { RunStarter } from './RunStarter';

/** Runs that people start. */
export class ManualStarts {
  readonly #knex: Knex;
  readonly #repositories: Repositories;
  readonly #components: Components;
  readonly #language: LanguageWorker;
  readonly #starter: RunStarter;

  private constructor(options: {
    knex: Knex;
    repositories: Repositories;
    components: Components;
    language: LanguageWorker;
    starter: RunStarter;
  }) {
    this.#knex = options.knex;
    this.#repositories = options.repositories;
    this.#components = options.components;
    this.#language = options.language;
    this.#starter = options.starter;
  }

  static create(options: {
    knex: Knex;
    repositories: Repositories;
    components: Components;
    language: LanguageWorker;
    starter: RunStarter;
  }): ManualStarts {
    return new ManualStarts(options);
  }

  /**
   * Starts a workflow at the head of a ref with the definition there. The
   * default branch falls back to its last good definition.
   *
   * @throws InputError, ConflictError or NotFoundError with what to do
   */
  async start(
    record: RepositoryRecord,
    workflow: WorkflowRecord,
    wanted: { ref?: string; inputs: JsonObject; actor: string },
  ): Promise<{ id: string }> {
    const { ref, files } = await this.#resolve(record, wanted.ref);
    const definitions = await readDefinitions({
      record,
      files,
      components: this.#components,
      language: this.#language,
    });
    const here = definitions.find(
      ({ workflowId }) => workflowId === workflow.id,
    );
    const isDefault = ref === `refs/heads/${record.defaultBranch}`;
    const definition = usable(workflow, here, isDefault, ref);
    if (!definition.triggers.manual) {
      throw new InputError(
        `${workflow.path} cannot be started by hand. Add "manual: {}" to its triggers.`,
      );
    }
    const run = await this.#starter.prepare({
      workflowId: workflow.id,
      plan: definition.plan,
      record,
      envelope: manualEnvelope(
        this.#starter.gitUrl(record),
        record,
        { ref, actor: wanted.actor },
        files,
      ),
      inputs: wanted.inputs,
    });
    return this.#knex.transaction(trx => this.#starter.startIn(trx, run));
  }

  async #resolve(
    record: RepositoryRecord,
    wanted: string | undefined,
  ): Promise<{ ref: string; files: RepositoryFiles }> {
    const name = wanted ?? record.defaultBranch;
    const candidates = /^refs\/(heads|tags)\/./.test(name)
      ? [name]
      : [`refs/heads/${name}`, `refs/tags/${name}`];
    for (const ref of candidates) {
      const files = await this.#repositories.workflowFiles(record.id, { ref });
      if (files) {
        return { ref, files };
      }
    }
    throw new NotFoundError(
      `${record.namespace}/${record.name} has no branch or tag "${name}"`,
    );
  }
}

function usable(
  workflow: WorkflowRecord,
  here: Definition | undefined,
  isDefault: boolean,
  ref: string,
): StoredDefinition {
  if (here?.plan) {
    return { plan: here.plan, triggers: here.triggers };
  }
  if (isDefault && workflow.definition) {
    return workflow.definition;
  }
  const error = here?.findings.find(({ severity }) => severity === 'error');
  throw new ConflictError(
    error
      ? `${workflow.path} has errors at ${ref}, line ${error.line}: ${error.message}`
      : `There is no ${workflow.path} at ${ref}`,
  );
}
