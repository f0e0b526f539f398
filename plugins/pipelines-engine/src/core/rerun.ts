import { InputError } from '@backstage/errors';
import { isComputed, type Plan } from '@dop/plugin-pipelines-common';
import { compilePlan, type PlannedInstance } from './compilePlan';
import type { CompiledPlan, StepModel } from './model';

/**
 * What runs again.
 *
 * - `all`: everything
 * - `failed`: what did not come out well and all that depends on it; where
 *   nothing failed, what was allowed to
 * - `steps`: these steps and all that depends on them
 * - `only`: one step, or one instance of it; what depends on it is skipped, as
 *   what it made was made of something else
 */
export type RerunFrom =
  | 'all'
  | 'failed'
  | { steps: readonly string[] }
  | { only: string };

/** An outcome that a run begins with. */
export type TakenOutcome = Pick<
  StepModel,
  'state' | 'becauseOfFailure' | 'reason'
>;

/** One instance of the new run. */
export interface RerunInstance extends PlannedInstance {
  /** Position in the old run of what this one takes over. */
  takenFrom?: number;
  /** What it begins with: that of the old run, or skipped. */
  outcome?: TakenOutcome;
}

const bad = new Set(['failed', 'timedOut', 'rejected', 'cancelled']);

/**
 * The instances of a run that repeats a run at the same definition. What does not
 * run again is taken over as it came out. As all that depends on something that
 * runs again does so too, an approval is taken over only if all that it needs is.
 *
 * @param old - a run whose steps are all terminal, unless everything runs again
 * @throws InputError for a step that is not there, or if nothing failed
 */
export function planRerun(
  plan: Plan,
  old: {
    instances: readonly PlannedInstance[];
    steps: readonly StepModel[];
  },
  from: RerunFrom,
): RerunInstance[] {
  const compiled = compilePlan(plan, old.instances);
  const again = chosen(compiled, old.steps, from);
  const below = dependentsOfAll(compiled, again);
  const skipped = new Set<number>();
  for (const position of below) {
    if (typeof from === 'object' && 'only' in from) {
      if (!again.has(position)) {
        skipped.add(position);
      }
    } else {
      again.add(position);
    }
  }
  const collapsed = collapsedSteps(compiled, again, from);
  return old.instances.flatMap((instance, position): RerunInstance[] => {
    const { stepId } = instance;
    if (collapsed.has(stepId)) {
      return compiled.positions.get(stepId)?.[0] === position
        ? [{ stepId, key: stepId, matrix: {} }]
        : [];
    }
    if (again.has(position)) {
      return [instance];
    }
    if (skipped.has(position)) {
      const reason = `Only ${(from as { only: string }).only} runs again`;
      const outcome = {
        state: 'skipped' as const,
        becauseOfFailure: false,
        reason,
      };
      return [{ ...instance, outcome }];
    }
    const { state, becauseOfFailure, reason } = old.steps[position];
    return [
      {
        ...instance,
        takenFrom: position,
        outcome: { state, becauseOfFailure, reason },
      },
    ];
  });
}

function chosen(
  { plan, stepAt, positions }: CompiledPlan,
  steps: readonly StepModel[],
  from: RerunFrom,
): Set<number> {
  const where = (wanted: (step: StepModel) => boolean) =>
    new Set(steps.filter(wanted).map(({ position }) => position));
  if (from === 'all') {
    return where(() => true);
  }
  if (from === 'failed') {
    const failed = where(
      step =>
        bad.has(step.state) ||
        (step.state === 'skipped' && step.becauseOfFailure),
    );
    const found =
      failed.size > 0 ? failed : where(({ state }) => state === 'warned');
    if (found.size === 0) {
      throw new InputError('Nothing in that run failed');
    }
    return found;
  }
  if ('only' in from) {
    const found = where(
      ({ key, stepId }) => key === from.only || stepId === from.only,
    );
    if (found.size === 0) {
      throw new InputError(`The run has no step ${from.only}`);
    }
    const [first] = found;
    const { type } = stepAt[first].action;
    if (type === 'approve' || type === 'delay') {
      throw new InputError(
        `${from.only} does nothing that could be done again alone; run again from it`,
      );
    }
    return found;
  }
  const unknown = from.steps.find(id => !positions.has(id));
  if (unknown !== undefined || from.steps.length === 0) {
    throw new InputError(
      unknown === undefined
        ? 'Name at least one step to run again from'
        : `The workflow has no step ${unknown}; it has ${plan.steps
            .map(({ id }) => id)
            .join(', ')}`,
    );
  }
  return where(({ stepId }) => from.steps.includes(stepId));
}

/** Positions of everything that depends on these, however far away. */
function dependentsOfAll(
  { plan, positions }: CompiledPlan,
  from: ReadonlySet<number>,
): Set<number> {
  const steps = new Set<string>();
  // Steps come after all that they need.
  for (const { id, needs } of plan.steps) {
    const needed = needs.some(
      need =>
        steps.has(need) ||
        (positions.get(need) ?? []).some(position => from.has(position)),
    );
    if (needed) {
      steps.add(id);
    }
  }
  return new Set([...steps].flatMap(id => [...(positions.get(id) ?? [])]));
}

/** Computed matrices that may come out otherwise, as what they are computed of runs again. */
function collapsedSteps(
  { plan, positions }: CompiledPlan,
  again: ReadonlySet<number>,
  from: RerunFrom,
): Set<string> {
  const collapsed = plan.steps.filter(
    step =>
      isComputed(step) &&
      (from === 'all' ||
        (!(typeof from === 'object' && 'only' in from) &&
          step.needs.some(need =>
            (positions.get(need) ?? []).some(position => again.has(position)),
          ))),
  );
  return new Set(collapsed.map(({ id }) => id));
}
