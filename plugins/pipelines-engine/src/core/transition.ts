import { attemptTimeout, isTerminal } from '@dop/plugin-pipelines-common';
import { decide, dependentsOf } from './decide';
import { Draft, timeoutOf } from './Draft';
import { endAttempt, finish, stoppedState } from './endAttempt';
import { endRun, stopAttempt } from './endRun';
import type { EngineEvent, Transition } from './events';
import {
  defaultLimits,
  type AttemptModel,
  type CompiledPlan,
  type CoreLimits,
  type RunModel,
} from './model';
import { attemptTable, runTable, stepTable } from './table';

/** A run before its first event. */
export function newRun(plan: CompiledPlan, keys: readonly string[]): RunModel {
  return {
    state: 'queued',
    hard: false,
    steps: keys.map((key, position) => ({
      position,
      stepId: plan.stepAt[position].id,
      key,
      state: 'blocked',
      deciding: false,
      becauseOfFailure: false,
      tries: 0,
      losses: 0,
    })),
  };
}

/**
 * The engine's rules: what an event makes of a run. Pure; what has to be done
 * about it comes back as effects. An event that the tables do not know for the
 * state that it meets is late, and changes nothing.
 */
export function transition(
  plan: CompiledPlan,
  run: RunModel,
  event: EngineEvent,
  limits: CoreLimits = defaultLimits,
): Transition<RunModel> {
  const draft = new Draft(plan, limits, run);
  const applied =
    'position' in event ? ofStep(draft, event) : ofRun(draft, event);
  return applied
    ? { applied, run: draft.run, effects: draft.effects }
    : { applied, run, effects: [] };
}

type RunEvent = Exclude<EngineEvent, { position: number }>;
type StepEvent = Extract<EngineEvent, { position: number }>;
type AttemptEvent = Extract<StepEvent, { number: number }>;

function ofRun(draft: Draft, event: RunEvent): boolean {
  const { state } = draft.run;
  if (!runTable[state]?.[event.type]) {
    return false;
  }
  switch (event.type) {
    case 'admitted':
      admit(draft);
      return true;
    case 'refused':
      leaveQueue(draft, 'rejected', event.reason);
      return true;
    case 'cancelled':
      draft.journal({
        type: 'run.cancel',
        message: `Cancelled by ${event.by}`,
      });
      if (state === 'queued') {
        draft.changeRun({ cause: 'cancel' });
        leaveQueue(draft, 'cancelled', 'The run was cancelled');
      } else {
        endRun(draft, {
          cause: 'cancel',
          hard: state === 'ending',
          force: Boolean(event.force),
        });
      }
      return true;
    case 'superseded':
      if (state === 'queued') {
        draft.changeRun({ cause: 'superseded' });
        leaveQueue(draft, 'cancelled', `Replaced by ${event.by}`);
      } else {
        endRun(draft, {
          cause: 'superseded',
          hard: false,
          force: false,
          message: `Replaced by ${event.by}`,
        });
      }
      return true;
    default:
      endRun(draft, {
        cause: 'timeout',
        hard: event.type === 'endingTimedOut',
        force: false,
      });
      return true;
  }
}

function admit(draft: Draft): void {
  draft.changeRun({ state: 'running' });
  const { timeoutMs } = draft.plan.plan;
  if (timeoutMs !== undefined) {
    draft.effects.push({
      type: 'setTimer',
      name: 'run',
      afterMs: timeoutMs,
      event: { type: 'runTimedOut' },
    });
  }
  decide(
    draft,
    draft.run.steps.map(step => step.position),
  );
}

/** A run that never began: none of its steps does. */
function leaveQueue(
  draft: Draft,
  state: 'rejected' | 'cancelled',
  reason: string,
): void {
  for (const { position } of draft.run.steps) {
    draft.changeStep(position, { state: 'skipped', reason });
  }
  draft.changeRun({ state }, reason);
  draft.effects.push({ type: 'finished' });
}

function ofStep(draft: Draft, event: StepEvent): boolean {
  const step = draft.step(event.position);
  if (!step || isTerminal(draft.run.state)) {
    return false;
  }
  if ('number' in event) {
    return ofAttempt(draft, event);
  }
  const { position } = event;
  if (!stepTable[step.state]?.[event.type]) {
    return false;
  }
  switch (event.type) {
    case 'decided':
    case 'undecidable':
      if (!step.deciding) {
        return false;
      }
      if (event.type === 'undecidable') {
        finish(draft, position, 'failed', event.reason);
      } else if (event.value) {
        draft.changeStep(position, { state: 'ready', deciding: false });
      } else {
        draft.changeStep(position, {
          state: 'skipped',
          deciding: false,
          reason: 'Its condition is false',
        });
        decide(draft, dependentsOf(draft, position));
      }
      return true;
    case 'unplaced':
      if (step.reason !== event.reason) {
        draft.changeStep(position, { reason: event.reason });
        draft.journal({
          type: 'step.reason',
          position,
          message: event.reason,
        });
      }
      return true;
    case 'claimed':
      claim(draft, position);
      return true;
    default:
      draft.changeStep(position, { state: 'ready', reason: undefined });
      return true;
  }
}

function claim(draft: Draft, position: number): void {
  const number = (draft.step(position).attempt?.number ?? 0) + 1;
  draft.changeStep(position, {
    state: 'running',
    reason: undefined,
    attempt: { number, state: 'claimed', epoch: 1, force: false },
  });
  draft.journal({
    type: 'attempt.state',
    position,
    attempt: number,
    state: 'claimed',
  });
}

function ofAttempt(draft: Draft, event: AttemptEvent): boolean {
  const { position } = event;
  const attempt = draft.step(position).attempt as AttemptModel | undefined;
  if (
    !attempt ||
    attempt.number !== event.number ||
    ('epoch' in event && attempt.epoch !== event.epoch) ||
    !attemptTable[attempt.state]?.[event.type]
  ) {
    return false;
  }
  switch (event.type) {
    case 'taken':
      draft.changeAttempt(position, { epoch: attempt.epoch + 1 });
      draft.journal({
        type: 'attempt.owner',
        position,
        attempt: attempt.number,
      });
      break;
    case 'prepared':
      draft.changeAttempt(position, { state: 'starting' });
      break;
    case 'started':
      draft.changeAttempt(position, { state: 'running' });
      draft.effects.push({
        type: 'setTimer',
        name: timeoutOf(position),
        afterMs: attemptTimeout(draft.plan.stepAt[position]),
        event: { type: 'attemptTimedOut', position, number: attempt.number },
      });
      break;
    case 'attemptTimedOut':
      stopAttempt(draft, position, {
        stop: 'timeout',
        force: false,
        reason: 'It took longer than its timeout',
      });
      break;
    case 'exited':
      draft.changeAttempt(position, { state: 'collecting' }, event.reason);
      break;
    case 'collected':
      endAttempt(
        draft,
        position,
        stoppedState(attempt) ?? (event.success ? 'succeeded' : 'failed'),
        stopReason(attempt) ?? event.reason,
      );
      break;
    case 'failed':
      endAttempt(
        draft,
        position,
        stoppedState(attempt) ?? 'failed',
        stopReason(attempt) ?? event.reason,
      );
      break;
    default:
      endAttempt(
        draft,
        position,
        (attempt.state === 'stopping' && stoppedState(attempt)) || 'lost',
        stopReason(attempt) ?? event.reason,
      );
  }
  return true;
}

function stopReason(attempt: AttemptModel): string | undefined {
  switch (attempt.stop) {
    case undefined:
      return undefined;
    case 'timeout':
      return 'It took longer than its timeout';
    case 'runTimeout':
      return 'The run took longer than its timeout';
    case 'superseded':
      return 'A newer run of its concurrency group replaced this one';
    default:
      return 'The run was cancelled';
  }
}
