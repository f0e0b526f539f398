import type {
  PlannedStep,
  StepAction,
  StepInstancePlan,
} from '@dop/plugin-pipelines-common';
import fc from 'fast-check';
import { compilePlan, type PlannedInstance } from '../compilePlan';
import type { CompiledPlan } from '../model';
import { planOf, stepOf } from '../../testUtils/planOf';

/** One step of a random graph. */
interface Shape {
  needs: number[];
  runsOn: PlannedStep['runsOn'];
  conditional: boolean;
  optional: boolean;
  allowFailure: boolean;
  tries: number;
  action: StepAction['type'];
  bounded: boolean;
  instances: number | 'computed';
}

const shape = (actions: readonly StepAction['type'][]) =>
  fc.record<Shape>({
    needs: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
    runsOn: fc.constantFrom(
      'success',
      'success',
      'success',
      'always',
      'failure',
      'condition',
    ),
    conditional: fc.boolean(),
    optional: fc.boolean(),
    allowFailure: fc.boolean(),
    tries: fc.integer({ min: 1, max: 3 }),
    action: fc.constantFrom(...actions),
    bounded: fc.boolean(),
    instances: fc.constantFrom<number | 'computed'>(
      1,
      1,
      1,
      1,
      0,
      2,
      3,
      'computed',
      'computed',
    ),
  });

const anything = shape([
  'uses',
  'uses',
  'uses',
  'uses',
  'approve',
  'delay',
  'workflow',
  'external',
]);
const waits = shape(['uses', 'approve', 'approve', 'external']);

/** Random workflows: a step needs only steps before it. */
export const graphs = fc
  .oneof(
    fc.array(anything, { minLength: 1, maxLength: 7 }),
    fc.array(waits, { minLength: 2, maxLength: 5 }),
  )
  .map(compile);

/** A workflow with the instances that its run begins with. */
export interface RandomGraph {
  plan: CompiledPlan;
  instances: PlannedInstance[];
}

function compile(shapes: readonly Shape[]): RandomGraph {
  const steps = shapes.map((made, index) => {
    const needs = [...new Set(made.needs.filter(need => need < index))].map(
      need => `s${need}`,
    );
    return stepOf(`s${index}`, {
      needs,
      optionalNeeds: made.optional ? needs : [],
      runsOn: made.runsOn,
      if:
        made.conditional || made.runsOn === 'condition'
          ? { kind: 'expression', source: 'true' }
          : undefined,
      action: actionOf(made),
      allowFailure: made.allowFailure,
      matrix: matrixOf(made),
      retry: {
        attempts: made.tries,
        backoffMs: 10,
        on: ['failed', 'timedOut'],
      },
    });
  });
  const instances = shapes.flatMap(({ instances: count }, index) => {
    const stepId = `s${index}`;
    return count === 'computed'
      ? [{ stepId, key: stepId, matrix: {} }]
      : instancesOf(stepId, count).map(made => ({ ...made, stepId }));
  });
  return {
    plan: compilePlan(planOf(steps, { timeoutMs: 1_000 }), instances),
    instances,
  };
}

function actionOf({ action, bounded }: Shape): StepAction {
  switch (action) {
    case 'uses':
      return { type: 'uses', uses: 'thing' };
    case 'approve':
      return {
        type: 'approve',
        by: ['group:default/qa'],
        timeoutMs: bounded ? 1_000 : undefined,
      };
    case 'workflow':
      return { type: 'workflow', path: '.dop/child.yaml' };
    case 'external':
      return { type: 'external', connection: 'jenkins', operation: 'build' };
    default:
      return { type: 'delay', ms: 500 };
  }
}

function matrixOf({ instances }: Shape): PlannedStep['matrix'] {
  return instances === 'computed'
    ? {
        axes: [{ name: 'n', values: { kind: 'expression', source: '[1, 2]' } }],
      }
    : undefined;
}

/** Instances of a step as its matrix gives them. */
export function instancesOf(stepId: string, count: number): StepInstancePlan[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `${stepId}[n=${n}]`,
    matrix: { n },
  }));
}
