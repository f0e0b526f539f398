import type { JsonObject } from '@backstage/types';
import {
  componentOf,
  evaluateStep,
  type PlannedStep,
  type Template,
} from '@dop/plugin-pipelines-common';
import type { LoadedRun } from '../store/LoadedRun';
import type { BoundSecret } from '../store/records';
import { attemptSecrets } from './attemptSecrets';
import { forbiddenVariableOf } from './attemptSpec';
import type { EngineContext } from './EngineContext';
import { scopeOf } from './scope';

/** What an attempt is started with, or why it cannot be. */
export type AttemptInput =
  | {
      inputs: JsonObject;
      env: Record<string, string>;
      /** Names only; this is stored. */
      secrets?: BoundSecret[];
      /** Secrets by variable; never stored. */
      secretValues?: Record<string, string>;
      problem?: undefined;
    }
  | { inputs?: JsonObject; secrets?: BoundSecret[]; problem: string };

/** Resolves and checks inputs and variables. */
export async function attemptInput(
  context: EngineContext,
  run: LoadedRun,
  position: number,
): Promise<AttemptInput> {
  const step = run.plan.stepAt[position];
  let inputs: JsonObject;
  let env: Record<string, string>;
  try {
    ({ inputs, env } = await evaluated(context, run, position, step));
    inputs = { ...inputs, ...run.instances[position].edited };
  } catch (error) {
    return {
      problem: `Its inputs could not be evaluated: ${(error as Error).message}`,
    };
  }
  const component = componentOf(run.plan.plan, step);
  const problem = context.schemas.check(component.inputs, inputs);
  if (problem) {
    return {
      inputs,
      problem: `Its inputs do not fit ${component.ref}: ${problem}`,
    };
  }
  const forbidden = forbiddenVariableOf(env);
  if (forbidden) {
    return {
      inputs,
      problem: `A workflow may not set the variable ${forbidden}`,
    };
  }
  return { inputs, env, ...(await attemptSecrets(context, run, position)) };
}

async function evaluated(
  context: EngineContext,
  run: LoadedRun,
  position: number,
  step: PlannedStep,
) {
  const { plan } = run.plan;
  const { matrix } = run.instances[position];
  const { trigger, inputs } = run.record;
  if (isConstant(step) && Object.keys(plan.env).length === 0) {
    // Nothing to evaluate, so nothing that could cost: no thread is asked.
    return structuredClone(
      evaluateStep(plan, step, { trigger, inputs, steps: {}, matrix }),
    );
  }
  const scope = await scopeOf(context.queries, run.record, run, step);
  return context.evaluator.step(plan, step, { ...scope, matrix });
}

const constants = new WeakMap<PlannedStep, boolean>();

function isConstant(step: PlannedStep): boolean {
  let constant = constants.get(step);
  if (constant === undefined) {
    constant = [...Object.values(step.with), ...Object.values(step.env)].every(
      isLiteral,
    );
    constants.set(step, constant);
  }
  return constant;
}

function isLiteral(template: Template): boolean {
  switch (template.kind) {
    case 'literal':
      return true;
    case 'list':
      return template.items.every(isLiteral);
    case 'object':
      return Object.values(template.entries).every(isLiteral);
    default:
      return false;
  }
}
