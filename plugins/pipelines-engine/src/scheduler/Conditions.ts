import { stringifyError } from '@backstage/errors';
import type { PlannedStep } from '@dop/plugin-pipelines-common';
import type { EngineEvent } from '../core';
import type { LoadedRun } from '../store/LoadedRun';
import { undecidedSteps, type StepPlace } from '../store/work';
import type { EngineContext } from './EngineContext';
import { scopeOf } from './scope';

const batch = 500;

/** Evaluates the `if` and the computed matrix of steps that wait for it. */
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
    const model = run?.model.steps[position];
    if (!run || !(model?.deciding || model?.asking === 'matrix')) {
      return;
    }
    const step = run.plan.stepAt[position];
    const scope = await scopeOf(queries, run.record, run, step);
    const event = model.deciding
      ? await this.#condition(run, step, scope, position)
      : await this.#matrix(run, step, scope, position);
    await dispatcher.dispatch({ runId, event });
  }

  async #condition(
    run: LoadedRun,
    step: PlannedStep,
    scope: Scope,
    position: number,
  ): Promise<EngineEvent> {
    const { evaluator } = this.#context;
    try {
      const value = await evaluator.condition(run.plan.plan, step, scope);
      return { type: 'decided', position, value };
    } catch (error) {
      return undecidable(position, 'condition', error);
    }
  }

  async #matrix(
    run: LoadedRun,
    step: PlannedStep,
    scope: Scope,
    position: number,
  ): Promise<EngineEvent> {
    const { evaluator } = this.#context;
    try {
      const instances = await evaluator.matrix(run.plan.plan, step, scope);
      return { type: 'expanded', position, instances };
    } catch (error) {
      return undecidable(position, 'matrix', error);
    }
  }
}

type Scope = Awaited<ReturnType<typeof scopeOf>>;

function undecidable(
  position: number,
  what: string,
  error: unknown,
): EngineEvent {
  return {
    type: 'undecidable',
    position,
    reason: `Its ${what} could not be evaluated: ${(error as Error).message}`,
  };
}
