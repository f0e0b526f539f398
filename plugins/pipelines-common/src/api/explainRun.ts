import { isTerminal, type RunState } from '../states';
import type { Run, StepInstance } from './types';

/** Why a run is as it is, for people, programs and agents. */
export interface RunExplanation {
  state: RunState;
  /** One or two sentences. */
  sentence: string;
  /** The step instances because of which it is so, at most 20. */
  steps: ExplainedStep[];
}

export interface ExplainedStep {
  /** `test[shard=1]` */
  key: string;
  state: StepInstance['state'];
  sentence: string;
  /** The newest attempt, whose log says more. */
  attempt?: number;
  exitCode?: number;
}

const mostSteps = 20;
const bad = ['failed', 'timedOut', 'rejected', 'cancelled'] as const;

/** Says why a run is in its state, from what the run itself holds. */
export function explainRun(run: Run): RunExplanation {
  const guilty = guiltyOf(run);
  return {
    state: run.state,
    sentence: `${nameOf(run)} ${predicateOf(run, guilty)}.`,
    steps: guilty.slice(0, mostSteps).map(explained),
  };
}

/** The step instances that the state of the run comes from. */
function guiltyOf({ state, steps }: Run): StepInstance[] {
  if (state === 'succeeded' || state === 'queued') {
    return [];
  }
  if (!isTerminal(state) && state !== 'ending') {
    const open = steps.filter(
      step => !isTerminal(step.state) && step.state !== 'blocked',
    );
    return [...steps.filter(hasFailed), ...open];
  }
  return state === 'warned'
    ? steps.filter(step => step.state === 'warned')
    : steps.filter(hasFailed);
}

function hasFailed(step: StepInstance): boolean {
  return bad.some(state => state === step.state);
}

function nameOf(run: Run): string {
  return `Run #${run.number} of ${run.workflowTitle ?? run.workflowName}`;
}

function predicateOf(run: Run, guilty: StepInstance[]): string {
  const named = namesOf(guilty);
  switch (run.state) {
    case 'queued':
      return 'waits for a place in its concurrency group';
    case 'running':
    case 'waiting':
    case 'paused': {
      const verb = {
        running: 'is running',
        waiting: 'waits',
        paused: 'is paused: live attempts end, and nothing new begins',
      }[run.state];
      return guilty.length > 0 ? `${verb}; it is at ${named}` : verb;
    }
    case 'ending':
      return `is ending because ${causeOf(run)}`;
    case 'succeeded':
      return 'succeeded';
    case 'warned':
      return `succeeded, although ${named} failed, which the workflow allows`;
    case 'cancelled':
      return `was cancelled because ${causeOf(run)}`;
    case 'timedOut':
      return run.cause === 'timeout'
        ? 'took longer than its workflow allows'
        : `timed out because ${named} did`;
    case 'rejected':
      return guilty.length > 0
        ? `was rejected at ${named}`
        : 'was rejected because its concurrency group was busy';
    default:
      return guilty.length > 0 ? `failed because ${named} failed` : 'failed';
  }
}

function causeOf({ cause, cancelledBy }: Run): string {
  switch (cause) {
    case 'timeout':
      return 'it took longer than its workflow allows';
    case 'superseded':
      return 'a newer run of its concurrency group came';
    default:
      return cancelledBy ? `${cancelledBy} cancelled it` : 'it was cancelled';
  }
}

function namesOf(steps: StepInstance[]): string {
  const names = steps.slice(0, 3).map(({ key }) => key);
  const more = steps.length - names.length;
  return more > 0
    ? `${names.join(', ')} and ${more} more`
    : names.join(names.length === 2 ? ' and ' : ', ');
}

function explained(step: StepInstance): ExplainedStep {
  const last = step.attempts[step.attempts.length - 1];
  const reason = step.reason ?? last?.reason ?? waitSentence(step);
  return {
    key: step.key,
    state: step.state,
    sentence: sentenceOf(step, reason),
    ...(last && { attempt: last.number }),
    ...(last?.exitCode !== undefined && { exitCode: last.exitCode }),
  };
}

function sentenceOf(step: StepInstance, reason: string | undefined): string {
  const { key, state } = step;
  if (!reason) {
    return `${key} ${wordOf(step)}`;
  }
  // What a step waits for says already that it waits.
  return state === 'waiting'
    ? `${key}: ${reason}`
    : `${key} ${wordOf(step)}: ${reason}`;
}

function waitSentence({ wait }: StepInstance): string | undefined {
  const until = wait?.until ? ` until ${wait.until}` : '';
  switch (wait?.kind) {
    case 'approval':
      return `Waits for a decision of ${(wait.approvers ?? []).join(
        ', ',
      )}${until}`;
    case 'child':
      return 'Waits for the run of another workflow';
    case 'delay':
      return `Waits for the time to pass${until}`;
    case 'retry':
      return `Waits to be tried again${until}`;
    case 'external':
      return `Waits for another system${until}`;
    default:
      return undefined;
  }
}

function wordOf({ state }: StepInstance): string {
  switch (state) {
    case 'timedOut':
      return 'timed out';
    case 'warned':
      return 'failed, which is allowed';
    case 'failed':
    case 'succeeded':
      return state;
    case 'waiting':
      return 'waits';
    default:
      return `is ${state}`;
  }
}
