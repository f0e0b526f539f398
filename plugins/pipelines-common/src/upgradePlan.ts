import type { JsonObject } from '@backstage/types';
import {
  planVersion,
  type Plan,
  type PlannedConcurrency,
  type PlannedStep,
  type Template,
} from './plan';

/** What the steps of version 1 had in other places. */
interface StepOfVersion1 extends Omit<PlannedStep, 'action' | 'matrix'> {
  uses: string;
  matrix?: { name: string; values: (string | number | boolean)[] }[];
}

interface PlanOfVersion1
  extends Omit<Plan, 'version' | 'steps' | 'outputs' | 'concurrency'> {
  version: 1;
  concurrency?: Omit<PlannedConcurrency, 'scope' | 'holdWhileWaiting'>;
  steps: StepOfVersion1[];
}

/**
 * A stored plan as this version of the portal reads it. Everything that reads
 * stored plans goes through here, so that live runs survive an upgrade.
 *
 * @param stored - parsed JSON of a plan of this or an older version
 * @throws Error for a plan of a newer version
 */
export function upgradePlan(stored: unknown): Plan {
  const { version } = stored as { version?: unknown };
  if (version === planVersion) {
    return stored as Plan;
  }
  if (version === 1) {
    return fromVersion1(stored as PlanOfVersion1);
  }
  throw new Error(
    `A plan has version ${String(
      version,
    )}, and this portal reads versions up to ${planVersion}. It was written by a newer portal: start that one.`,
  );
}

function fromVersion1({ concurrency, ...plan }: PlanOfVersion1): Plan {
  return {
    ...plan,
    version: planVersion,
    ...(concurrency && {
      concurrency: {
        ...concurrency,
        scope: 'workflow',
        holdWhileWaiting: true,
      },
    }),
    outputs: {
      schema: { type: 'object', properties: {}, additionalProperties: false },
      values: {},
    },
    steps: plan.steps.map(({ uses, matrix, env, ...step }) => ({
      ...step,
      action: { type: 'uses', uses },
      ...(matrix && { matrix: { axes: matrix } }),
      env: withoutInherited(env, plan.env),
    })),
  };
}

/** Version 1 wrote the workflow's variables into each step. */
function withoutInherited(
  env: Record<string, Template>,
  workflow: Record<string, Template>,
): Record<string, Template> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, template]) =>
        !same(template as JsonObject, workflow[name] as JsonObject),
    ),
  );
}

function same(one: JsonObject, other: JsonObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
