import { stringifyError } from '@backstage/errors';
import type { PlannedStep } from '@dop/plugin-pipelines-common';
import type { EngineEvent } from '../core';
import type { LoadedRun } from '../store/LoadedRun';
import { undecidedSteps, type StepPlace } from '../store/work';
import type { EngineContext } from './EngineContext';
import { scopeOf } from './scope';

const batch = 500;

/** Evaluates the `if` of steps that wait for it. */
export class Conditions {
  readonly #context: EngineContext;
  /** Under way, by step. */
  readonly #deciding = new Map<string, Promise<void>>();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Not awaited: a condition that takes long holds up its own step only. */
  decide(step: StepPlace): void {
    const key = `${step.runId} ${step.position}`;
    if (!this.#deciding.has(key)) {
      const deciding = this.#decide(step)
        .catch(error =>
          this.#context.logger.error(
            `Engine, conditions: ${stringifyError(error)}`,
          ),
        )
        .finally(() => this.#deciding.delete(key));
      this.#deciding.set(key, deciding);
    }
  }

  /** Those that nobody told of. */
  async look(): Promise<void> {
    for (const step of await undecidedSteps(this.#context.store.knex, batch)) {
      this.decide(step);
    }
  }

  async idle(): Promise<void> {
    await Promise.all(this.#deciding.values());
  }

  async #decide({ runId, position }: StepPlace): Promise<void> {
    const { queries, dispatcher, store } = this.#context;
    const run = await store.load(runId);
    if (!run) {
      return;
    }
    const step = run.plan.stepAt[position];
    const scope = await scopeOf(queries, run.record, run, step);
    const event = await this.#condition(run, step, scope, position);
    await dispatcher.dispatch({ runId, event });
  }

  async #condition(
    run: LoadedRun,
    step: PlannedStep,
    scope: Awaited<ReturnType<typeof scopeOf>>,
    position: number,
  ): Promise<EngineEvent> {
    const { evaluator } = this.#context;
    try {
      const value = await evaluator.condition(run.plan.plan, step, scope);
      return { type: 'decided', position, value };
    } catch (error) {
      return {
        type: 'undecidable',
        position,
        reason: `Its condition could not be evaluated: ${
          (error as Error).message
        }`,
      };
    }
  }
}
