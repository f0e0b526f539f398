import type { JsonObject } from '@backstage/types';
import {
  evaluateCondition,
  evaluateMatrix,
  evaluateOutputs,
  evaluateStep,
  type EvaluatedStep,
  type EvaluationScope,
  type Plan,
  type PlannedStep,
  type StepInstancePlan,
} from '@dop/plugin-pipelines-common';

/** Evaluates what repositories supply; bounded, and away from the event loop where it matters. */
export interface Evaluator {
  /** @throws Error with a sentence about what could not be evaluated */
  condition(
    plan: Plan,
    step: PlannedStep,
    scope: Omit<EvaluationScope, 'env' | 'matrix'>,
  ): Promise<boolean>;

  /** @throws Error with a sentence about what could not be evaluated */
  step(
    plan: Plan,
    step: PlannedStep,
    scope: Omit<EvaluationScope, 'env'>,
  ): Promise<EvaluatedStep>;

  /**
   * The instances of a step whose matrix is computed.
   *
   * @throws Error with a sentence about what could not be evaluated
   */
  matrix(
    plan: Plan,
    step: PlannedStep,
    scope: Omit<EvaluationScope, 'env' | 'matrix'>,
  ): Promise<StepInstancePlan[]>;

  /**
   * What a run gives to the step that ran it.
   *
   * @throws Error with a sentence about what could not be evaluated
   */
  outputs(
    plan: Plan,
    scope: Omit<EvaluationScope, 'env' | 'matrix'>,
  ): Promise<JsonObject>;
}

/** Evaluates right here: for tools and tests, where the author runs their own file. */
export const inlineEvaluator: Evaluator = {
  condition: async (plan, step, scope) => evaluateCondition(plan, step, scope),
  step: async (plan, step, scope) => evaluateStep(plan, step, scope),
  matrix: async (plan, step, scope) => evaluateMatrix(plan, step, scope),
  outputs: async (plan, scope) => evaluateOutputs(plan, scope),
};
