import { isTerminal, type RunState } from '@dop/plugin-pipelines-common';
import type { CdEventLink, CloudEvent } from './CloudEvent';
import type { CdEventPlaces } from './createCdEvent';
import type { Make } from './journalEvent';
import type { JournalLine, JournalRun } from './JournalLine';
import { endOf } from './outcomeOf';
import { stepUri } from './stepEvents';

/** What becomes of a run. */
export function runEvents(
  { state, message, run }: JournalLine,
  make: Make,
  { appUrl }: CdEventPlaces,
): CloudEvent[] {
  const content = pipelineOf(run, appUrl);
  if (state === 'queued') {
    return [
      make('pipelinerun.queued', 'queued', run.id, content, {
        links: linksOf(run),
      }),
    ];
  }
  if (state === 'running') {
    return [make('pipelinerun.started', 'started', run.id, content)];
  }
  if (state && isTerminal(state as RunState)) {
    return [
      make(
        'pipelinerun.finished',
        'finished',
        run.id,
        { ...content, ...endOf(state, message) },
        { dop: run.cause && { cause: run.cause } },
      ),
    ];
  }
  return [];
}

/** A run as CDEvents describes a pipeline. */
function pipelineOf(run: JournalRun, appUrl: string) {
  return {
    pipelineName: run.workflowName,
    uri: `${appUrl}/pipelines/runs/${run.id}`,
  };
}

/** To the events of other runs because of which this one is there. */
function linksOf({ parentRunId, rerunOf }: JournalRun): CdEventLink[] {
  return [
    ...(parentRunId ? [linkTo('TRIGGER', `${parentRunId}-started`)] : []),
    ...(rerunOf ? [linkTo('REPEAT', `${rerunOf}-queued`)] : []),
  ];
}

function linkTo(
  linkKind: CdEventLink['linkKind'],
  contextId: string,
): CdEventLink {
  return { linkType: 'RELATION', linkKind, target: { contextId } };
}

/**
 * A step that runs a workflow has no attempts: its child run is what it tries,
 * from the moment at which that is there until it is over.
 */
export function childEvents(
  { run, state, message }: JournalLine,
  make: Make,
  { appUrl, baseUrl }: CdEventPlaces,
): CloudEvent[] {
  const { parent } = run;
  const over = state !== undefined && isTerminal(state as RunState);
  if (!parent || (state !== 'queued' && !over)) {
    return [];
  }
  const { runId, stepId, instanceKey } = parent;
  const subject = `${runId}/${instanceKey}/${run.id}`;
  const content = {
    taskName: stepId,
    uri: stepUri(appUrl, runId, instanceKey),
    pipelineRun: { id: runId, source: `${baseUrl}/api/pipelines` },
  };
  const more = {
    links: [linkTo('CHILD', `${run.id}-queued`)],
    dop: { ...parent, parentRunId: undefined, childRunId: run.id },
  };
  return over
    ? [
        make(
          'taskrun.finished',
          'task-finished',
          subject,
          { ...content, ...endOf(state, message) },
          more,
        ),
      ]
    : [make('taskrun.started', 'task-started', subject, content, more)];
}

const acts = {
  'run.pause': 'paused',
  'run.resume': 'resumed',
  'run.cancel': 'cancelled',
};

/** What somebody did to a run; what it led to follows. */
export function actEvents(
  { type, sequence, message = '', run }: JournalLine,
  make: Make,
  { appUrl }: CdEventPlaces,
): CloudEvent[] {
  const act = acts[type as keyof typeof acts];
  // "Paused by user:default/mia", or by the run that it is a step of.
  const [, user] = / by (user:.+)$/.exec(message) ?? [];
  return [
    make(`dop-pipelinerun.${act}`, `${act}-${sequence}`, run.id, {
      ...pipelineOf(run, appUrl),
      ...(user && { user }),
    }),
  ];
}
