import { InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import { withDefaults } from '@dop/plugin-pipelines-common';
import type { EngineEvent } from './core';
import type { EngineContext } from './scheduler/EngineContext';
import type { AttemptDetails } from './store/AttemptDetails';
import { databaseNow } from './store/dialect';
import { setDrain } from './store/drains';
import { openChildren } from './store/work';

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
   * @returns false if it is decided or over already
   * @throws NotFoundError
   * @throws InputError if the step is no approval, or the form is not as it asks
   */
  async approve(
    runId: string,
    instanceKey: string,
    { form, ...answer }: Answer,
  ): Promise<boolean> {
    const run = await this.#context.store.load(runId);
    const position =
      run?.instances.findIndex(({ key }) => key === instanceKey) ?? -1;
    if (!run || position < 0) {
      throw new NotFoundError(
        `There is no step ${instanceKey} of run ${runId}`,
      );
    }
    const { action } = run.plan.stepAt[position];
    if (action.type !== 'approve') {
      throw new InputError(`The step ${instanceKey} is no approval`);
    }
    return this.#send(
      runId,
      { type: 'answered', position, ...answer },
      {
        waitOutputs: this.#checked(action.form, form, answer.decision),
      },
    );
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

  /**
   * Stops a run from beginning anything, and the runs of its steps with it. What
   * runs finishes; waits go on.
   *
   * @returns false if it has not begun, is paused, ends or has ended
   * @throws NotFoundError
   */
  async pause(runId: string, { by }: { by: string }): Promise<boolean> {
    const paused = await this.#send(runId, { type: 'paused', by });
    // Asked again, it reaches those that an interrupted pause did not.
    for (const child of await openChildren(this.#context.store.knex, runId)) {
      await this.pause(child, { by });
    }
    return paused;
  }

  /**
   * Lets a paused run go on, and the runs of its steps with it.
   *
   * @returns false if it is not paused
   * @throws NotFoundError
   */
  async resume(runId: string, { by }: { by: string }): Promise<boolean> {
    for (const child of await openChildren(this.#context.store.knex, runId)) {
      await this.resume(child, { by });
    }
    return this.#send(runId, { type: 'resumed', by });
  }

  /** Lets no new runs of a workflow begin, or lets them begin again; live ones go on. */
  async drain(
    workflowId: string,
    drain: { by: string } | false,
  ): Promise<void> {
    const { knex } = this.#context.store;
    const now = await databaseNow(knex);
    await setDrain(knex, workflowId, drain ? { by: drain.by, now } : undefined);
  }

  async #send(
    runId: string,
    event: EngineEvent,
    details?: AttemptDetails,
  ): Promise<boolean> {
    const { applied, run } = await this.#context.dispatcher.dispatch({
      runId,
      event,
      details,
    });
    if (!run) {
      throw new NotFoundError(`There is no run ${runId}`);
    }
    return applied;
  }
}
