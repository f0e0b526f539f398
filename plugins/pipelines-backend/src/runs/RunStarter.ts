import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import {
  ExpressionError,
  validateValue,
  withDefaults,
  type Plan,
  type Template,
  type TriggerEnvelope,
} from '@dop/plugin-pipelines-common';
import type { Engine, NewRun, RunRecord } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import {
  TooCostlyError,
  type LanguageWorker,
} from '../language/LanguageWorker';
import { metaOf } from './metaOf';

/** What is kept on a run for those who look at it; the engine does not read it. */
export interface RunMeta extends JsonObject {
  workflowName: string;
  workflowTitle?: string;
  path: string;
  contentHash: string;
  message: string;
  deliveryId?: string;
  /** How many runs of its chain were before it; absent for none. */
  depth?: number;
  services: string[];
}

/** A run that is wanted. */
export interface WantedRun {
  workflowId: string;
  plan: Plan;
  record: RepositoryRecord;
  envelope: TriggerEnvelope;
  inputs: JsonObject;
  deliveryId?: string;
  /** See {@link RunStarter.depthAfter}. */
  depth?: number;
}

export interface RunStarterOptions {
  engine: Engine;
  /** Of the backend, for Git addresses. */
  baseUrl: string;
  /** Evaluates the names of concurrency groups. */
  expressions: LanguageWorker;
}

/** Makes runs of plans. */
export class RunStarter {
  readonly #engine: Engine;
  readonly #baseUrl: string;
  readonly #expressions: LanguageWorker;

  private constructor(options: RunStarterOptions) {
    this.#engine = options.engine;
    this.#baseUrl = options.baseUrl;
    this.#expressions = options.expressions;
  }

  static create(options: RunStarterOptions): RunStarter {
    return new RunStarter(options);
  }

  gitUrl({ namespace, name }: RepositoryRecord): string {
    return `${this.#baseUrl}/git/${namespace}/${name}.git`;
  }

  /**
   * The place in its chain of a run that is started by what a run did. A run that
   * a person or the clock starts is at 0; child runs and runs that repeat another
   * one are where that one is.
   */
  async depthAfter(runId: string): Promise<number> {
    const run = await this.#engine.queries.run(runId);
    return ((run?.meta as RunMeta | undefined)?.depth ?? 0) + 1;
  }

  /**
   * Starts a run in the caller's transaction, so that what caused it is over
   * exactly when it exists.
   *
   * @param run - what {@link RunStarter.prepare} made before the transaction
   */
  async startIn(
    trx: Knex.Transaction,
    run: NewRun,
  ): Promise<{ id: string; number: number }> {
    return this.#engine.startRun(run, trx);
  }

  /**
   * Checks inputs and evaluates what a run needs before it is there.
   *
   * @throws InputError for inputs that do not fit the workflow's schema, and
   * for a concurrency group that cannot be evaluated
   */
  async prepare(wanted: WantedRun): Promise<NewRun> {
    const { plan, record, envelope, workflowId } = wanted;
    const inputs = checkedInputs(plan, wanted.inputs);
    const protectedRef = isProtectedRef(envelope.ref, record.protectedRefs);
    const trigger = JSON.parse(JSON.stringify(envelope)) as JsonObject;
    const { deliveryId, depth } = wanted;
    const { message } = envelope.event;
    const meta = metaOf(plan, { message, deliveryId, depth });
    return {
      plan,
      workflowId,
      repositoryId: record.id,
      ref: envelope.ref,
      commit: envelope.commit,
      protectedRef,
      triggerType: envelope.type,
      actor: envelope.actor,
      trigger,
      inputs,
      meta,
      concurrency: await this.#concurrency(
        wanted,
        protectedRef,
        trigger,
        inputs,
      ),
    };
  }

  /**
   * What a run may do that repeats another one: a ref counts as protected that
   * was so then and is so now.
   *
   * @param inputs - those of the workflow, checked
   * @throws InputError for a concurrency group that cannot be evaluated
   */
  async rightsAgain(
    { ref, protectedRef: then, workflowId, trigger }: RunRecord,
    plan: Plan,
    record: RepositoryRecord,
    inputs: JsonObject,
  ): Promise<Pick<NewRun, 'protectedRef' | 'concurrency'>> {
    const protectedRef = then && isProtectedRef(ref, record.protectedRefs);
    return {
      protectedRef,
      concurrency: await this.#concurrency(
        { plan, workflowId, record },
        protectedRef,
        trigger,
        inputs,
      ),
    };
  }

  /** Groups are the workflow's own, and split by protected and unprotected refs. */
  async #concurrency(
    {
      plan,
      workflowId,
      record,
    }: Pick<WantedRun, 'plan' | 'workflowId' | 'record'>,
    protectedRef: boolean,
    trigger: JsonObject,
    inputs: JsonObject,
  ): Promise<NewRun['concurrency']> {
    if (!plan.concurrency) {
      return undefined;
    }
    const { group, limit, whenBusy, scope, holdWhileWaiting } =
      plan.concurrency;
    const name = await this.#group(group, trigger, inputs);
    const side = protectedRef ? 'protected' : 'unprotected';
    const whose = scope === 'owner' ? `owner/${record.namespace}` : workflowId;
    return {
      key: `${whose}/${side}/${name.slice(0, 180)}`,
      limit,
      whenBusy,
      holdWhileWaiting,
    };
  }

  async #group(
    group: Template,
    trigger: JsonObject,
    inputs: JsonObject,
  ): Promise<string> {
    try {
      return await this.#expressions.ask({
        kind: 'group',
        group,
        trigger,
        inputs,
      });
    } catch (error) {
      if (error instanceof ExpressionError || error instanceof TooCostlyError) {
        throw new InputError(
          `Its concurrency group could not be evaluated: ${error.message}`,
        );
      }
      throw error;
    }
  }
}

/** Inputs with the defaults of the schema. */
export function checkedInputs(plan: Plan, given: JsonObject): JsonObject {
  const inputs = withDefaults(plan.inputs, given) as JsonObject;
  const problems = validateValue(plan.inputs, inputs);
  if (problems.length > 0) {
    throw new InputError(
      `The inputs do not fit the workflow: ${problems
        .map(({ path, message }) =>
          path.length > 0 ? `${path.join('.')} ${message}` : message,
        )
        .join('; ')}`,
    );
  }
  return inputs;
}
