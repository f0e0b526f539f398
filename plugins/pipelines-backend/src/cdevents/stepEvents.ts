import {
  isTerminal,
  type AttemptState,
  type StepState,
} from '@dop/plugin-pipelines-common';
import type { CloudEvent } from './CloudEvent';
import type { CdEventPlaces } from './createCdEvent';
import { partOf, type Make } from './journalEvent';
import type { JournalLine } from './JournalLine';
import { endOf } from './outcomeOf';

/** What becomes of an attempt. */
export function taskEvents(
  line: JournalLine,
  make: Make,
  places: CdEventPlaces,
): CloudEvent[] {
  const { run, state, message, instanceKey = '', attempt = 0 } = line;
  const content = taskOf(line, places);
  const subject = `${run.id}/${instanceKey}/${attempt}`;
  const part = partOf(line);
  // A program that is quick has ended before it was seen to run.
  if (state === 'running' || state === 'collecting') {
    return [make('taskrun.started', `${part}-started`, subject, content)];
  }
  if (state && isTerminal(state as AttemptState)) {
    return [
      make('taskrun.finished', `${part}-finished`, subject, {
        ...content,
        ...endOf(state, message),
      }),
    ];
  }
  return [];
}

const decisions = { approve: 'approved', reject: 'rejected' };

/** Of a step that asks people. */
export function approvalEvents(
  line: JournalLine,
  make: Make,
  places: CdEventPlaces,
): CloudEvent[] {
  const { run, state, message, approval, instanceKey = '' } = line;
  const subject = `${run.id}/${instanceKey}`;
  const content = taskOf(line, places);
  if (state === 'waiting') {
    return [
      make('dop-approval.requested', `${partOf(line)}-requested`, subject, {
        ...content,
        ...(message && { description: message }),
      }),
    ];
  }
  if (state && isTerminal(state as StepState)) {
    const { decision, by, reason } = approval ?? {};
    const undecided = state === 'cancelled' ? 'cancelled' : 'expired';
    return [
      make('dop-approval.decided', `${partOf(line)}-decided`, subject, {
        ...content,
        decision: decision ? decisions[decision] : undecided,
        ...(by && { user: by }),
        ...(reason && { reason }),
      }),
    ];
  }
  return [];
}

/** A step instance as CDEvents describes a task. */
function taskOf(
  { run, stepId, instanceKey = '' }: JournalLine,
  { appUrl, baseUrl }: CdEventPlaces,
) {
  return {
    taskName: stepId ?? instanceKey,
    uri: stepUri(appUrl, run.id, instanceKey),
    pipelineRun: { id: run.id, source: `${baseUrl}/api/pipelines` },
  };
}

/** Its place on the page of the run. */
export function stepUri(
  appUrl: string,
  runId: string,
  instanceKey: string,
): string {
  return `${appUrl}/pipelines/runs/${runId}?step=${encodeURIComponent(
    instanceKey,
  )}`;
}

/** A step instance that never began. */
export function skippedEvents(
  line: JournalLine,
  make: Make,
  places: CdEventPlaces,
): CloudEvent[] {
  const { run, message, instanceKey = '' } = line;
  const subject = `${run.id}/${instanceKey}`;
  return [
    make('dop-taskrun.skipped', `${partOf(line)}-skipped`, subject, {
      ...taskOf(line, places),
      ...(message && { reason: message }),
    }),
  ];
}
