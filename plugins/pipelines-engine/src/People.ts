import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import { isTerminal, withDefaults } from '@dop/plugin-pipelines-common';
import type { EngineContext } from './scheduler/EngineContext';
import { databaseNow } from './store/dialect';
import { setDrain } from './store/drains';
import type { LoadedRun } from './store/LoadedRun';
import type { DecisionRecord } from './store/waitQueries';

/** What a person says to an approval. */
export interface Answer {
  /** Entity ref of the person. */
  by: string;
  decision: 'approve' | 'reject';
  reason?: string;
  /** Checked against the form of the step. */
  form?: JsonObject;
}

/** What people do to runs that are under way. Who may do it is asked elsewhere. */
export class People {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Decides an approval: the first commit wins.
   *
   * @throws NotFoundError
   * @throws InputError if the step is no approval, or the form is not as it asks
   * @throws ConflictError if it is decided or over already; it says who was first
   */
  async approve(
    runId: string,
    instanceKey: string,
    { form, ...answer }: Answer,
  ): Promise<void> {
    const run = await this.#load(runId);
    const position = run.instances.findIndex(({ key }) => key === instanceKey);
    if (position < 0) {
      throw new NotFoundError(`The run ${runId} has no step ${instanceKey}`);
    }
    const { action } = run.plan.stepAt[position];
    if (action.type !== 'approve') {
      throw new InputError(`The step ${instanceKey} is no approval`);
    }
    const { applied } = await this.#context.dispatcher.dispatch({
      runId,
      event: { type: 'answered', position, ...answer },
      details: {
        waitOutputs: this.#checked(action.form, form, answer.decision),
      },
    });
    if (!applied) {
      throw new ConflictError(await this.#late(runId, instanceKey, position));
    }
  }

  #checked(
    schema: ObjectSchema | undefined,
    form: JsonObject | undefined,
    decision: Answer['decision'],
  ): JsonObject {
    const filled = withDefaults(
      schema ?? { type: 'object' },
      form ?? {},
    ) as JsonObject;
    const problem = schema && this.#context.schemas.check(schema, filled);
    if (!problem) {
      return schema ? filled : {};
    }
    if (decision === 'reject' && !form) {
      // Whoever says no need not fill in what a yes needs.
      return {};
    }
    throw new InputError(`The form is not filled in as it asks: ${problem}`);
  }

  async #late(
    runId: string,
    instanceKey: string,
    position: number,
  ): Promise<string> {
    const decision = await this.#context.queries.decision(runId, instanceKey);
    if (decision) {
      return `The step ${instanceKey} is decided: ${sentence(decision)}`;
    }
    const { model } = await this.#load(runId);
    const { state, reason } = model.steps[position];
    return isTerminal(state)
      ? `The step ${instanceKey} is over: ${reason ?? state}`
      : `The step ${instanceKey} does not wait for a decision: it is ${state}`;
  }

  /**
   * Stops a run from beginning anything. What runs finishes; waits go on.
   *
   * @throws NotFoundError
   * @throws ConflictError if it has not begun, is paused, ends or has ended
   */
  async pause(runId: string, { by }: { by: string }): Promise<void> {
    const { applied, run } = await this.#context.dispatcher.dispatch({
      runId,
      event: { type: 'paused', by },
    });
    this.#must(applied, run, runId, 'be paused');
  }

  /**
   * Lets a paused run go on.
   *
   * @throws NotFoundError
   * @throws ConflictError if it is not paused
   */
  async resume(runId: string, { by }: { by: string }): Promise<void> {
    const { applied, run } = await this.#context.dispatcher.dispatch({
      runId,
      event: { type: 'resumed', by },
    });
    this.#must(applied, run, runId, 'be resumed');
  }

  /** Lets no new runs of a workflow begin, or lets them begin again; live ones go on. */
  async drain(
    workflowId: string,
    { on, by }: { on: boolean; by: string },
  ): Promise<void> {
    const { knex } = this.#context.store;
    const now = await databaseNow(knex);
    await setDrain(knex, workflowId, on ? { by, now } : undefined);
  }

  async #load(runId: string): Promise<LoadedRun> {
    const run = await this.#context.store.load(runId);
    if (!run) {
      throw new NotFoundError(`There is no run ${runId}`);
    }
    return run;
  }

  #must(
    applied: boolean,
    run: LoadedRun | undefined,
    runId: string,
    what: string,
  ): void {
    if (!run) {
      throw new NotFoundError(`There is no run ${runId}`);
    }
    if (!applied) {
      throw new ConflictError(
        `Run ${run.record.number} cannot ${what}: it is ${run.model.state}`,
      );
    }
  }
}

function sentence({ decision, by, reason, time }: DecisionRecord): string {
  return `${
    decision === 'approve' ? 'approved' : 'rejected'
  } by ${by} at ${new Date(time).toISOString()}${reason ? ` (${reason})` : ''}`;
}
