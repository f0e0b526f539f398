import type { JsonObject } from '@backstage/types';
import {
  isTerminal,
  type AttemptState,
  type RunState,
} from '@dop/plugin-pipelines-common';
import type { CloudEvent } from './CloudEvent';

/** A line of the engine's journal with what is known of its run. */
export interface JournalLine {
  sequence: number;
  /** Of the step instance. */
  position?: number;
  type: string;
  state?: string;
  message?: string;
  time: number;
  stepId?: string;
  instanceKey?: string;
  attempt?: number;
  run: JournalRun;
}

export interface JournalRun {
  id: string;
  number: number;
  workflowId: string;
  workflowName: string;
  repositoryId: string;
  ref: string;
  commit: string;
  actor: string;
  trigger: string;
  /** The run that began the chain: the first of those that repeat each other. */
  chainId: string;
}

/** A thing that an attempt left and that CDEvents has a word for. */
export type Produced =
  | { kind: 'image'; repository: string; digest: string; tag?: string }
  | { kind: 'test-report'; output: string; digest: string };

/** What the words need to know of the portal. */
export interface CdEventPlaces {
  /** Of the backend. */
  baseUrl: string;
  /** Of the pages. */
  appUrl: string;
}

const version = '0.3.0';

/** The CDEvents that a line of the journal stands for; mostly none. */
export function toCdEvents(
  line: JournalLine,
  places: CdEventPlaces,
  produced: Produced[] = [],
): CloudEvent[] {
  const make = maker(line, places);
  switch (line.type) {
    case 'run.state':
      return runEvents(line, make, places);
    case 'attempt.state':
      return [
        ...taskEvents(line, make, places),
        ...produced.map((one, index) =>
          producedEvent(one, `${partOf(line)}-${index + 1}`, make, places),
        ),
      ];
    default:
      return [];
  }
}

/**
 * @param part - what happens once: makes the event's id, so that what the journal
 * says twice (a run that goes on after a pause) is told once
 */
type Make = (
  name: string,
  part: string,
  subject: string,
  content: JsonObject,
) => CloudEvent;

function maker(line: JournalLine, { baseUrl }: CdEventPlaces): Make {
  const { run } = line;
  const source = `${baseUrl}/api/pipelines`;
  const time = new Date(line.time).toISOString();
  return (name, part, subject, content) => {
    const id = `${run.id}-${part}`;
    const type = `dev.cdevents.${name}.${version}`;
    const { stepId, instanceKey, attempt } = line;
    return {
      specversion: '1.0',
      id,
      source,
      type,
      subject,
      time,
      datacontenttype: 'application/json',
      data: {
        context: {
          specversion: '0.5.0',
          id,
          source,
          type,
          timestamp: time,
          chainId: run.chainId,
        },
        subject: { id: subject, source, content },
        customData: {
          dop: {
            runId: run.id,
            runNumber: run.number,
            workflowId: run.workflowId,
            repositoryId: run.repositoryId,
            ref: run.ref,
            commit: run.commit,
            actor: run.actor,
            trigger: run.trigger,
            ...(line.state && { state: line.state }),
            ...(stepId && { stepId }),
            ...(instanceKey && { instanceKey }),
            ...(attempt && { attempt }),
          },
        },
        customDataContentType: 'application/json',
      },
    };
  };
}

function runEvents(
  { state, message, run }: JournalLine,
  make: Make,
  { appUrl }: CdEventPlaces,
): CloudEvent[] {
  const content = {
    pipelineName: run.workflowName,
    uri: `${appUrl}/pipelines/runs/${run.id}`,
  };
  if (state === 'queued') {
    return [make('pipelinerun.queued', 'queued', run.id, content)];
  }
  if (state === 'running') {
    return [make('pipelinerun.started', 'started', run.id, content)];
  }
  if (state && isTerminal(state as RunState)) {
    return [
      make('pipelinerun.finished', 'finished', run.id, {
        ...content,
        outcome: outcomeOf(state),
        ...(message && outcomeOf(state) !== 'success' && { errors: message }),
      }),
    ];
  }
  return [];
}

function taskEvents(
  line: JournalLine,
  make: Make,
  { appUrl, baseUrl }: CdEventPlaces,
): CloudEvent[] {
  const { run, state, message, instanceKey = '', attempt = 0 } = line;
  const content = {
    taskName: line.stepId ?? instanceKey,
    uri: `${appUrl}/pipelines/runs/${run.id}?step=${encodeURIComponent(
      instanceKey,
    )}`,
    pipelineRun: { id: run.id, source: `${baseUrl}/api/pipelines` },
  };
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
        outcome: outcomeOf(state),
        ...(message && outcomeOf(state) !== 'success' && { errors: message }),
      }),
    ];
  }
  return [];
}

function producedEvent(
  produced: Produced,
  part: string,
  make: Make,
  { baseUrl }: CdEventPlaces,
): CloudEvent {
  if (produced.kind === 'image') {
    const { repository, digest, tag } = produced;
    const name = repository.split('/').pop() ?? repository;
    const registry = `${new URL(baseUrl).host}/${repository}`;
    const query = new URLSearchParams({
      repository_url: registry,
      ...(tag && { tag }),
    });
    return make(
      'artifact.published',
      part,
      `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(
        digest,
      )}?${query}`,
      {},
    );
  }
  const { digest } = produced;
  return make('testoutput.published', part, digest, {
    outputType: 'report',
    format: 'application/xml',
    uri: `${baseUrl}/api/pipelines/artifacts/${digest}`,
  });
}

/** Names an attempt within its run. */
function partOf({ position = 0, attempt = 0 }: JournalLine): string {
  return `s${position}-a${attempt}`;
}

/** States of runs and attempts in the words of CDEvents. */
function outcomeOf(state: string): 'success' | 'failure' | 'cancel' | 'error' {
  switch (state) {
    case 'succeeded':
    case 'warned':
      return 'success';
    case 'cancelled':
      return 'cancel';
    case 'lost':
    case 'timedOut':
      return 'error';
    default:
      return 'failure';
  }
}
