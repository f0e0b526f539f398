import { isTerminal } from '@dop/plugin-pipelines-common';
import { proceed } from './begin';
import type { Draft } from './Draft';

const good = new Set(['succeeded', 'warned']);
const bad = new Set(['failed', 'timedOut', 'rejected', 'cancelled']);

/**
 * Decides steps whose needs became terminal, and what follows from steps that
 * are skipped thereby.
 *
 * @param positions - steps that may be decided now
 */
export function decide(draft: Draft, positions: Iterable<number>): void {
  const queue = [...positions];
  for (let next = 0; next < queue.length; next += 1) {
    const position = queue[next];
    if (decideOne(draft, position)) {
      queue.push(...dependentsOf(draft, position));
    }
  }
}

/** Positions that wait for the step at this position. */
export function dependentsOf(
  draft: Draft,
  position: number,
): readonly number[] {
  return draft.plan.dependents.get(draft.step(position).stepId) ?? [];
}

/** @returns true when the step became terminal */
function decideOne(draft: Draft, position: number): boolean {
  const step = draft.step(position);
  if (step.state !== 'blocked' || step.deciding || step.asking) {
    return false;
  }
  const planned = draft.plan.stepAt[position];
  let failedNeed: string | undefined;
  let skippedNeed: string | undefined;
  for (const need of planned.needs) {
    for (const at of draft.plan.positions.get(need) ?? []) {
      const { state, becauseOfFailure } = draft.step(at);
      if (!isTerminal(state)) {
        return false;
      }
      if (bad.has(state) || (state === 'skipped' && becauseOfFailure)) {
        failedNeed ??= need;
      } else if (!good.has(state) && !planned.optionalNeeds.includes(need)) {
        skippedNeed ??= need;
      }
    }
  }
  const skip = (reason: string, becauseOfFailure: boolean) => {
    draft.moveStep(position, 'needsMet', 'skipped', {
      reason,
      becauseOfFailure,
    });
    return true;
  };
  if (planned.runsOn === 'success' && (failedNeed || skippedNeed)) {
    return failedNeed
      ? skip(`Step ${failedNeed} did not succeed`, true)
      : skip(`Step ${skippedNeed} was skipped`, false);
  }
  if (planned.runsOn === 'failure' && !failedNeed) {
    return skip('Nothing that it needs failed', false);
  }
  if (planned.if) {
    draft.moveStep(position, 'needsMet', 'blocked', { deciding: true });
    draft.effects.push({ type: 'decide', position });
  } else {
    proceed(draft, position, 'needsMet');
  }
  return false;
}
