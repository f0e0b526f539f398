import {
  evaluateCondition,
  evaluateStep,
  type EvaluatedStep,
  type EvaluationScope,
  type Plan,
  type PlannedStep,
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
}

/** Evaluates right here: for tools and tests, where the author runs their own file. */
export const inlineEvaluator: Evaluator = {
  condition: async (plan, step, scope) => evaluateCondition(plan, step, scope),
  step: async (plan, step, scope) => evaluateStep(plan, step, scope),
};
