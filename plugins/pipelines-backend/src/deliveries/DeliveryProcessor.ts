import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import { zeroSha, type RepositoryFiles } from '@dop/plugin-code-common';
import {
  whyNoMatch,
  whyPullRequestDoesNotMatch,
} from '@dop/plugin-pipelines-common';
import type { NewRun } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import type { Components } from '../clients/Components';
import { RecentRecords } from '../clients/RecentRecords';
import type { Repositories } from '../clients/Repositories';
import type { RepositoryNames } from '../database/RepositoryNames';
import {
  compileDefinitions,
  resolveUses,
  type Definition,
} from '../definitions/readDefinitions';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import type { LanguageWorker } from '../language/LanguageWorker';
import type { EventStarts } from '../eventStarts/EventStarts';
import { pullRequestEnvelope, pushEnvelope } from '../runs/envelopes';
import type { RunStarter } from '../runs/RunStarter';
import type {
  CodeDelivery,
  DeliveryRecord,
  DeliveryStore,
  EventDelivery,
} from './DeliveryStore';
import type { PushedFiles } from './PushedFiles';

/** Deliveries that nobody announced are looked for so often. */
const sweepMs = 2_000;

/** Another replica was quicker; its transaction counts. */
class AlreadyProcessed extends Error {}

function unlessProcessed(error: unknown): void {
  if (!(error instanceof AlreadyProcessed)) {
    throw error;
  }
}

export interface DeliveryProcessorOptions {
  knex: Knex;
  logger: LoggerService;
  access: AccessService;
  deliveries: DeliveryStore;
  workflows: WorkflowStore;
  names: RepositoryNames;
  repositories: Repositories;
  pushed: PushedFiles;
  components: Components;
  language: LanguageWorker;
  starter: RunStarter;
  events: Pick<EventStarts, 'prepare'>;
}

/**
 * Turns deliveries into runs. The deliveries of one repository are taken one
 * after the other; what a delivery starts is committed together with its end,
 * so that it starts everything once or, tried again, later.
 */
export class DeliveryProcessor {
  readonly #options: DeliveryProcessorOptions;
  readonly #working = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(options: DeliveryProcessorOptions) {
    this.#options = options;
  }

  static create(options: DeliveryProcessorOptions): DeliveryProcessor {
    return new DeliveryProcessor(options);
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#sweep(), sweepMs);
    this.#timer.unref();
    this.#sweep();
  }

  /** Ends after the deliveries under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.#working.values());
  }

  /** Says that a repository may have a delivery. */
  wake(repositoryId: string): void {
    if (this.#stopped) {
      return;
    }
    if (this.#working.has(repositoryId)) {
      this.#again.add(repositoryId);
      return;
    }
    const work = this.#work(repositoryId).finally(() => {
      this.#working.delete(repositoryId);
      if (this.#again.delete(repositoryId)) {
        this.wake(repositoryId);
      }
    });
    this.#working.set(repositoryId, work);
  }

  #sweep(): void {
    this.#options.deliveries
      .due()
      .then(ids => ids.forEach(id => this.wake(id)))
      .catch(error =>
        this.#options.logger.warn(`Deliveries: ${stringifyError(error)}`),
      );
  }

  async #work(repositoryId: string): Promise<void> {
    const { deliveries, logger } = this.#options;
    try {
      while (!this.#stopped) {
        const delivery = await deliveries.next(repositoryId);
        if (!delivery) {
          return;
        }
        try {
          await this.#process(delivery);
        } catch (error) {
          logger.warn(
            `Delivery ${delivery.id} of ${delivery.data.namespace}/${
              delivery.data.name
            } is tried again: ${stringifyError(error)}`,
          );
          const wait = await deliveries.putOff(delivery, String(error));
          setTimeout(() => this.wake(repositoryId), wait + 5).unref();
          return;
        }
      }
    } catch (error) {
      logger.warn(`Deliveries: ${stringifyError(error)}`);
    }
  }

  async #process(delivery: DeliveryRecord): Promise<void> {
    if (delivery.type === 'event') {
      await this.#startByEvent(delivery);
      return;
    }
    const { data } = delivery;
    const { access, language } = this.#options;
    const deleted = delivery.commit === zeroSha;
    // Asked together: each is a call to another plugin.
    const asked = deleted ? undefined : this.#read(delivery);
    asked?.catch(() => undefined);
    const record = await RecentRecords.of(access).fresh(data.repositoryId);
    if (!record) {
      await this.#skip(delivery, 'The repository is gone');
      return;
    }
    if (!/^refs\/(heads|tags)\//.test(delivery.ref)) {
      await this.#skip(delivery, `${delivery.ref} is no branch and no tag`);
      return;
    }
    const read = await asked;
    if (!deleted && !read) {
      await this.#skip(delivery, 'The commit is gone');
      return;
    }
    const definitions = read
      ? await compileDefinitions({ record, language, ...read })
      : [];
    const paths = definitions.some(
      ({ triggers }) => triggers[delivery.type]?.paths,
    )
      ? await this.#changedPaths(record, delivery)
      : undefined;
    await this.#commit(delivery, record, read?.files, definitions, paths);
  }

  async #startByEvent(delivery: EventDelivery): Promise<void> {
    const { knex, deliveries, events, starter } = this.#options;
    const start = await events.prepare(delivery);
    const work = knex.transaction(async trx => {
      const runIds =
        'run' in start ? [(await starter.startIn(trx, start.run)).id] : [];
      const first = await deliveries.finish(trx, delivery.sequence, {
        ...('run' in start
          ? { state: 'processed', data: { ...delivery.data, ...start.place } }
          : start),
        runIds,
      });
      if (!first) {
        throw new AlreadyProcessed();
      }
    });
    await work.catch(unlessProcessed);
  }

  /** Workflow files and the components that they use; undefined without a commit. */
  async #read({ repositoryId, ref, commit, data }: CodeDelivery) {
    const { repositories, pushed, components, language } = this.#options;
    const files =
      pushed.find(data) ??
      (await repositories.workflowFiles(repositoryId, { commit }));
    return (
      files && {
        files,
        used: await resolveUses({
          repositoryId,
          ref,
          files,
          components,
          language,
        }),
      }
    );
  }

  async #changedPaths(
    record: RepositoryRecord,
    delivery: CodeDelivery,
  ): Promise<string[] | undefined> {
    const { repositories } = this.#options;
    if (delivery.type === 'pullRequest') {
      return repositories.comparedPaths(record, delivery.data);
    }
    return delivery.before === zeroSha
      ? undefined
      : repositories.changedPaths(record, delivery.data);
  }

  async #skip(delivery: DeliveryRecord, reason: string): Promise<void> {
    const { knex, deliveries } = this.#options;
    await knex.transaction(trx =>
      deliveries.finish(trx, delivery.sequence, { state: 'skipped', reason }),
    );
  }

  /** One workflow that cannot start keeps the others of the commit back too. */
  async #prepare(
    delivery: CodeDelivery,
    record: RepositoryRecord,
    files: RepositoryFiles,
    definitions: Definition[],
  ): Promise<{ wanted: NewRun[]; problem?: string }> {
    const { starter } = this.#options;
    const url = starter.gitUrl(record);
    const envelope =
      delivery.type === 'push'
        ? pushEnvelope(url, record, delivery.data, files)
        : pullRequestEnvelope(url, record, delivery.data, files);
    const wanted: NewRun[] = [];
    for (const { plan, workflowId, path } of definitions) {
      if (plan) {
        try {
          wanted.push(
            await starter.prepare({
              workflowId,
              plan,
              record,
              envelope,
              inputs: {},
              deliveryId: delivery.id,
            }),
          );
        } catch (error) {
          if (error instanceof InputError) {
            return { wanted: [], problem: `${path}: ${error.message}` };
          }
          throw error;
        }
      }
    }
    return { wanted };
  }

  /** Everything that follows from a delivery, in one transaction. */
  async #commit(
    delivery: CodeDelivery,
    record: RepositoryRecord,
    files: RepositoryFiles | undefined,
    definitions: Definition[],
    changedPaths: string[] | undefined,
  ): Promise<void> {
    const { knex, deliveries, workflows, names, starter } = this.#options;
    const { data } = delivery;
    const errors = definitions
      .flatMap(({ findings }) => findings)
      .filter(({ severity }) => severity === 'error').length;
    const decision = decide(delivery, definitions, changedPaths);
    const prepared = files
      ? await this.#prepare(delivery, record, files, decision.matching)
      : { wanted: [] };
    const work = knex.transaction(async trx => {
      const runs: { id: string }[] = [];
      for (const run of prepared.wanted) {
        runs.push(await starter.startIn(trx, run));
      }
      const first = await deliveries.finish(trx, delivery.sequence, {
        state: decision.skipped ? 'skipped' : 'processed',
        reason: prepared.problem ?? decision.reason,
        runIds: runs.map(({ id }) => id),
        errors,
      });
      if (!first) {
        throw new AlreadyProcessed();
      }
      await names.put(trx, record);
      if (delivery.type !== 'push') {
        // What its branch says was told by the push.
        return;
      }
      const { ref, commit } = delivery;
      const of = { repositoryId: record.id, ref, commit };
      if (ref.startsWith('refs/heads/')) {
        await workflows.replaceFindings(trx, of, definitions);
      }
      if (ref === `refs/heads/${record.defaultBranch}`) {
        await workflows.replaceWorkflows(trx, record.id, commit, definitions);
      }
    });
    await work.catch(unlessProcessed);
    names.forget(record.id);
    this.#options.pushed.forget(data);
  }
}

function decide(
  delivery: CodeDelivery,
  definitions: Definition[],
  changedPaths: string[] | undefined,
): { matching: Definition[]; reason?: string; skipped?: boolean } {
  const { data, ref } = delivery;
  if (delivery.commit === zeroSha) {
    return { matching: [], reason: `${ref} was deleted` };
  }
  if (data.skipCi) {
    return {
      matching: [],
      skipped: true,
      reason: 'The commit says [skip ci]',
    };
  }
  if (data.runId) {
    return {
      matching: [],
      skipped: true,
      reason: `Run ${data.runId} pushed it, and what a run pushes starts nothing`,
    };
  }
  if (definitions.length === 0) {
    return { matching: [], reason: 'There is no workflow file in .dop' };
  }
  // One broken file at a commit starts nothing from that commit.
  const broken = definitions.filter(({ plan }) => !plan);
  if (broken.length > 0) {
    return {
      matching: [],
      reason: `Errors in ${broken.map(({ path }) => path).join(', ')}`,
    };
  }
  const reasons = definitions.map(definition => ({
    definition,
    why:
      delivery.type === 'push'
        ? whyNoMatch(definition.triggers, { ref, deleted: false, changedPaths })
        : whyPullRequestDoesNotMatch(definition.triggers, {
            ...delivery.data,
            changedPaths,
          }),
  }));
  const matching = reasons
    .filter(({ why }) => why === undefined)
    .map(({ definition }) => definition);
  return {
    matching,
    reason:
      matching.length > 0
        ? undefined
        : reasons
            .map(({ definition, why }) => `${definition.path}: ${why}`)
            .join('; '),
  };
}
