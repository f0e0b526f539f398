import { isTerminal } from '@dop/plugin-pipelines-common';
import { ofAttempt } from './attemptEvents';
import { blockedStep, Draft } from './Draft';
import type { EngineEvent, StepEvent, Transition } from './events';
import {
  defaultLimits,
  type CompiledPlan,
  type CoreLimits,
  type RunModel,
} from './model';
import type { TakenOutcome } from './rerun';
import { ofRun } from './runEvents';
import { settle } from './settle';
import { ofStep } from './stepEvents';

/**
 * A run before its first event.
 *
 * @param taken - by position, outcomes that it takes over from another run
 */
export function newRun(
  plan: CompiledPlan,
  keys: readonly string[],
  taken: ReadonlyMap<number, TakenOutcome> = new Map(),
): RunModel {
  return {
    state: 'queued',
    hard: false,
    steps: keys.map((key, position) => ({
      ...blockedStep(position, plan.stepAt[position].id, key),
      ...taken.get(position),
    })),
  };
}

/**
 * The engine's rules: what an event makes of a run. Pure; what has to be done
 * about it comes back as effects. An event that the tables do not know for the
 * state that it meets is late, and changes nothing.
 *
 * @param now - the database's time in ms, for the timeout of the workflow
 */
export function transition(
  plan: CompiledPlan,
  run: RunModel,
  event: EngineEvent,
  limits: CoreLimits = defaultLimits,
  now?: number,
): Transition {
  const draft = new Draft(plan, limits, run, now);
  if (isTerminal(run.state) || !take(draft, event)) {
    return { applied: false, run, plan, effects: [], moves: [] };
  }
  settle(draft);
  return {
    applied: true,
    run: draft.run,
    plan: draft.plan,
    effects: draft.effects,
    moves: draft.moves,
  };
}

function take(draft: Draft, event: EngineEvent): boolean {
  if (!('position' in event)) {
    return ofRun(draft, event);
  }
  if (!(draft.step(event.position) as unknown)) {
    return false;
  }
  return 'number' in event
    ? ofAttempt(draft, event)
    : ofStep(draft, event as Exclude<StepEvent, { number: number }>);
}
