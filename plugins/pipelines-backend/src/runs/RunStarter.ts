import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import {
  evaluateTemplate,
  validateValue,
  withDefaults,
  type Plan,
  type TriggerEnvelope,
} from '@dop/plugin-pipelines-common';
import type { Engine, NewRun } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';

/** What is kept on a run for those who look at it; the engine does not read it. */
export interface RunMeta extends JsonObject {
  workflowName: string;
  workflowTitle?: string;
  path: string;
  contentHash: string;
  message: string;
  deliveryId?: string;
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
}

/** Makes runs of plans. */
export class RunStarter {
  readonly #engine: Engine;
  readonly #baseUrl: string;

  private constructor(engine: Engine, baseUrl: string) {
    this.#engine = engine;
    this.#baseUrl = baseUrl;
  }

  /** @param baseUrl - of the backend, for Git addresses */
  static create(options: { engine: Engine; baseUrl: string }): RunStarter {
    return new RunStarter(options.engine, options.baseUrl);
  }

  gitUrl({ namespace, name }: RepositoryRecord): string {
    return `${this.#baseUrl}/git/${namespace}/${name}.git`;
  }

  /**
   * Starts a run in the caller's transaction, so that what caused it is over
   * exactly when it exists.
   *
   * @throws InputError for inputs that do not fit the workflow's schema
   */
  async startIn(
    trx: Knex.Transaction,
    wanted: WantedRun,
  ): Promise<{ id: string; number: number }> {
    return this.#engine.startRun(newRun(wanted), trx);
  }
}

function newRun(wanted: WantedRun): NewRun {
  const { plan, record, envelope, workflowId } = wanted;
  const inputs = checkedInputs(plan, wanted.inputs);
  const protectedRef = isProtectedRef(envelope.ref, record.protectedRefs);
  const trigger = JSON.parse(JSON.stringify(envelope)) as JsonObject;
  const meta: RunMeta = {
    workflowName: plan.workflow.name,
    ...(plan.workflow.title && { workflowTitle: plan.workflow.title }),
    path: plan.workflow.path,
    contentHash: plan.workflow.contentHash,
    message: envelope.event.message,
    ...(wanted.deliveryId && { deliveryId: wanted.deliveryId }),
    services: plan.delivers,
  };
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
    concurrency: concurrencyOf(plan, workflowId, protectedRef, trigger, inputs),
  };
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

/** Groups are the workflow's own, and split by protected and unprotected refs. */
function concurrencyOf(
  plan: Plan,
  workflowId: string,
  protectedRef: boolean,
  trigger: JsonObject,
  inputs: JsonObject,
): NewRun['concurrency'] {
  if (!plan.concurrency) {
    return undefined;
  }
  const { group, limit, whenBusy } = plan.concurrency;
  const name = evaluateTemplate(group, {
    trigger,
    inputs,
    env: {},
    steps: {},
    matrix: {},
  });
  return {
    key: `${workflowId}/${protectedRef ? 'protected' : 'unprotected'}/${String(
      name,
    ).slice(0, 180)}`,
    limit,
    whenBusy,
  };
}
