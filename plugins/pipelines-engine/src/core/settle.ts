import { isTerminal } from '@dop/plugin-pipelines-common';
import { announceAll } from './begin';
import type { Draft } from './Draft';
import { outcomeOf } from './finish';
import type { CompiledPlan, RunModel, StepModel } from './model';

/** What goes on in a run. */
interface Activity {
  /** Steps that are not terminal. */
  open: number;
  /** Steps that can go on: ready, running, being evaluated, or tried again soon. */
  work: number;
  /** Those of them whose time counts against the timeout. */
  counting: number;
  waits: number;
  /** Waits for child runs, which use this run's place. */
  children: number;
}

/**
 * After the steps have moved: moves the run along with them, runs or stops its
 * clock, and ends it when all steps are terminal.
 */
export function settle(draft: Draft): void {
  if (isTerminal(draft.run.state) || !hasBegun(draft.run)) {
    return;
  }
  const activity = activityOf(draft.run);
  if (activity.open === 0) {
    draft.moveRun('stepsDone', outcomeOf(draft.run));
    draft.changeRun({ clock: undefined, gavePlace: undefined });
    draft.effects.push(
      { type: 'clearTimer', name: 'run' },
      { type: 'clearTimer', name: 'ending' },
      { type: 'finished' },
    );
  } else if (draft.run.state === 'ending') {
    boundEnding(draft);
  } else {
    follow(draft, activity);
    runClock(draft, activity.counting > 0 && draft.run.state !== 'queued');
  }
}

/** Whether a run was ever admitted. */
export function hasBegun(run: RunModel): boolean {
  return run.state !== 'queued' || Boolean(run.gavePlace);
}

function activityOf(run: RunModel): Activity {
  const activity = { open: 0, work: 0, counting: 0, waits: 0, children: 0 };
  for (const step of run.steps) {
    if (!isTerminal(step.state)) {
      activity.open += 1;
      const retrying =
        step.state === 'waiting' && (step.wait?.kind ?? 'retry') === 'retry';
      if (step.state === 'running' || retrying) {
        activity.counting += 1;
        activity.work += 1;
      } else if (step.state === 'waiting') {
        activity.waits += 1;
        activity.children += step.wait?.kind === 'child' ? 1 : 0;
      } else if (step.state === 'ready' || step.deciding || step.asking) {
        activity.work += 1;
      }
    }
  }
  return activity;
}

/** Moves the run between running, waiting and queued, as its steps can go on or not. */
function follow(draft: Draft, { work, waits, children }: Activity): void {
  const { state } = draft.run;
  if (work === 0 && waits > 0 && (state === 'running' || state === 'queued')) {
    draft.moveRun('onlyWaits', 'waiting');
  } else if (work > 0 && state === 'waiting') {
    if (draft.run.gavePlace) {
      draft.moveRun('workLeft', 'queued', 'It waits for a place in its group');
      draft.effects.push({ type: 'queued' });
    } else {
      draft.moveRun('workLeft', 'running');
    }
    announceAll(draft);
  }
  if (
    draft.run.state === 'waiting' &&
    draft.run.yields &&
    !draft.run.gavePlace &&
    children === 0
  ) {
    draft.changeRun({ gavePlace: true });
    draft.effects.push({ type: 'placeFree' });
  }
}

/**
 * The timeout counts while an attempt is live or a retry is pending. The timer
 * stays when the clock stops; when it fires early, it is set again.
 */
function runClock(draft: Draft, counts: boolean): void {
  const { timeoutMs } = draft.plan.plan;
  const { now } = draft;
  if (timeoutMs === undefined || now === undefined) {
    return;
  }
  const clock = draft.run.clock ?? { used: 0, armed: false };
  if (counts && clock.since === undefined) {
    draft.changeRun({ clock: { used: clock.used, since: now, armed: true } });
    if (!clock.armed) {
      draft.effects.push({
        type: 'setTimer',
        name: 'run',
        afterMs: Math.max(0, timeoutMs - clock.used),
        event: { type: 'runTimedOut' },
      });
    }
  } else if (!counts && clock.since !== undefined) {
    draft.changeRun({
      clock: { used: clock.used + now - clock.since, armed: clock.armed },
    });
  }
}

/**
 * Steps that always run have their own limit, which begins when everything else
 * has ended.
 */
function boundEnding(draft: Draft): void {
  const { before, run, plan } = draft;
  const ended = before.state !== 'ending' || othersLive(before, plan);
  if (ended && !othersLive(run, plan)) {
    draft.effects.push({
      type: 'setTimer',
      name: 'ending',
      afterMs: draft.limits.endingMs,
      event: { type: 'endingTimedOut' },
    });
  }
}

function othersLive(run: RunModel, plan: CompiledPlan): boolean {
  return run.steps.some(
    ({ state, position }: StepModel) =>
      !isTerminal(state) && plan.stepAt[position].runsOn !== 'always',
  );
}
