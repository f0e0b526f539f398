import { isPlaceholder } from './compilePlan';
import { waitOf, type Draft, type Trigger } from './Draft';

/** Lets a step that is to run go on: its matrix is expanded first, if it is computed. */
export function proceed(draft: Draft, position: number, by: Trigger): void {
  const step = draft.step(position);
  if (isPlaceholder(draft.plan.stepAt[position], step)) {
    draft.moveStep(position, by, 'blocked', {
      deciding: false,
      asking: 'matrix',
    });
    draft.effects.push({ type: 'expand', position });
  } else {
    begin(draft, position, by);
  }
}

/**
 * Begins a step instance: what has a program or runs elsewhere becomes ready,
 * what waits for a person or the clock waits from now on.
 */
export function begin(draft: Draft, position: number, by: Trigger): void {
  const { action } = draft.plan.stepAt[position];
  const clean = { deciding: false, asking: undefined, reason: undefined };
  switch (action.type) {
    case 'uses':
      draft.moveStep(position, by, 'ready', clean);
      announce(draft, position);
      break;
    case 'workflow':
    case 'external':
      draft.moveStep(position, by, 'ready', { ...clean, asking: 'start' });
      announce(draft, position);
      break;
    case 'approve':
      draft.moveStep(position, by, 'waiting', {
        ...clean,
        wait: { kind: 'approval' },
        reason: `Waits for a decision of ${action.by.join(' or ')}`,
      });
      if (action.timeoutMs !== undefined) {
        draft.effects.push({
          type: 'setTimer',
          name: waitOf(position),
          afterMs: action.timeoutMs,
          event: { type: 'waitTimedOut', position },
        });
      }
      break;
    default:
      draft.moveStep(position, by, 'waiting', {
        ...clean,
        wait: { kind: 'delay' },
      });
      draft.effects.push({
        type: 'setTimer',
        name: waitOf(position),
        afterMs: action.ms,
        event: { type: 'delayDue', position },
      });
  }
}

/** Whether ready steps of the run may start now. */
export function mayStart(draft: Draft): boolean {
  const { state } = draft.run;
  return state === 'running' || state === 'ending';
}

/** Says of a ready step that it may start, or that it may not for now. */
export function announce(draft: Draft, position: number): void {
  const { asking } = draft.step(position);
  if (!mayStart(draft)) {
    draft.effects.push({ type: 'held', position });
  } else if (asking === 'start') {
    draft.effects.push({ type: 'start', position });
  } else {
    draft.effects.push({ type: 'ready', position });
  }
}

/** Says it of all ready steps, after the run was paused, resumed or admitted. */
export function announceAll(draft: Draft): void {
  for (const { state, position } of draft.run.steps) {
    if (state === 'ready') {
      announce(draft, position);
    }
  }
}
