import type { JsonObject } from '@backstage/types';
import {
  isTerminal,
  type AttemptState,
  type RunState,
  type StepState,
} from '@dop/plugin-pipelines-common';
import type { ImageValue } from '../events/imagesIn';
import type { CdEventLink, CloudEvent } from './CloudEvent';

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
  /** Of a step that is an approval: what came of it so far. */
  approval?: {
    decision?: 'approve' | 'reject';
    /** Entity ref. */
    by?: string;
    reason?: string;
  };
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
  /** Entity refs of what the workflow delivers. */
  services: string[];
  /** The run of whose steps one runs this one. */
  parentRunId?: string;
  rerunOf?: string;
  /** The run that began the chain of child runs and repetitions. */
  chainId: string;
}

/** A thing that an attempt left and that CDEvents has a word for. */
export type Produced =
  | (ImageValue & { kind: 'image'; sbom?: string })
  | { kind: 'test-report'; output: string; digest: string }
  | { kind: 'sbom'; output: string; digest: string; mediaType: string }
  /** Without an image, the commit is what was deployed. */
  | { kind: 'deployment'; environment: string; image?: ImageValue };

/** What the words need to know of the portal. */
export interface CdEventPlaces {
  /** Of the backend. */
  baseUrl: string;
  /** Of the pages. */
  appUrl: string;
}

/** Of the specification's own events, and of those that it leaves to others. */
const versions = { cdevents: '0.3.0', cdeventsx: '0.1.0' };

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
        ...produced.flatMap((one, index) =>
          producedEvents(
            one,
            `${partOf(line)}-${index + 1}`,
            line,
            make,
            places,
          ),
        ),
      ];
    case 'step.state':
      return line.approval ? approvalEvents(line, make, places) : [];
    default:
      return [];
  }
}

/**
 * @param name - `pipelinerun.queued`; `dop-approval.requested` is our own
 * @param part - what happens once: makes the event's id, so that what the journal
 * says twice (a run that goes on after a pause) is told once
 */
type Make = (
  name: string,
  part: string,
  subject: string,
  content: JsonObject,
  links?: CdEventLink[],
) => CloudEvent;

function maker(line: JournalLine, { baseUrl }: CdEventPlaces): Make {
  const { run } = line;
  const source = `${baseUrl}/api/pipelines`;
  const time = new Date(line.time).toISOString();
  return (name, part, subject, content, links = []) => {
    const id = `${run.id}-${part}`;
    const words = name.startsWith('dop-') ? 'cdeventsx' : 'cdevents';
    const type = `dev.${words}.${name}.${versions[words]}`;
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
          ...(links.length > 0 && { links }),
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
            ...(run.parentRunId && { parentRunId: run.parentRunId }),
            ...(run.rerunOf && { rerunOf: run.rerunOf }),
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
    return [
      make('pipelinerun.queued', 'queued', run.id, content, linksOf(run)),
    ];
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

/** To the events of other runs because of which this one is there. */
function linksOf({ parentRunId, rerunOf }: JournalRun): CdEventLink[] {
  const link = (linkKind: CdEventLink['linkKind'], contextId: string) => ({
    linkType: 'RELATION' as const,
    linkKind,
    target: { contextId },
  });
  return [
    ...(parentRunId ? [link('TRIGGER', `${parentRunId}-started`)] : []),
    ...(rerunOf ? [link('REPEAT', `${rerunOf}-queued`)] : []),
  ];
}

function taskEvents(
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
        outcome: outcomeOf(state),
        ...(message && outcomeOf(state) !== 'success' && { errors: message }),
      }),
    ];
  }
  return [];
}

const decisions = { approve: 'approved', reject: 'rejected' };

function approvalEvents(
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
    uri: `${appUrl}/pipelines/runs/${run.id}?step=${encodeURIComponent(
      instanceKey,
    )}`,
    pipelineRun: { id: run.id, source: `${baseUrl}/api/pipelines` },
  };
}

function producedEvents(
  produced: Produced,
  part: string,
  { run }: JournalLine,
  make: Make,
  { baseUrl }: CdEventPlaces,
): CloudEvent[] {
  const fileAt = (digest: string) =>
    `${baseUrl}/api/pipelines/artifacts/${digest}`;
  switch (produced.kind) {
    case 'image':
      return [
        make(
          'artifact.published',
          part,
          packageUrlOf(produced, baseUrl),
          produced.sbom ? { sbom: { uri: fileAt(produced.sbom) } } : {},
        ),
      ];
    case 'sbom':
      return [
        make('dop-sbom.published', part, produced.digest, {
          format: produced.mediaType,
          uri: fileAt(produced.digest),
        }),
      ];
    case 'deployment': {
      const { environment, image } = produced;
      const artifactId = image
        ? packageUrlOf(image, baseUrl)
        : `pkg:generic/${run.repositoryId}@${run.commit}`;
      const services =
        run.services.length > 0 ? run.services : [`workflow:${run.workflowId}`];
      return services.map((service, index) =>
        make('service.deployed', `${part}-${index + 1}`, service, {
          environment: { id: environment },
          artifactId,
        }),
      );
    }
    default:
      return [
        make('testoutput.published', part, produced.digest, {
          outputType: 'report',
          format: 'application/xml',
          uri: fileAt(produced.digest),
        }),
      ];
  }
}

/** An image as a package URL. */
function packageUrlOf(
  { repository, digest, tag }: ImageValue,
  baseUrl: string,
): string {
  const name = repository.split('/').pop() ?? repository;
  const query = new URLSearchParams({
    repository_url: `${new URL(baseUrl).host}/${repository}`,
    ...(tag && { tag }),
  });
  return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(
    digest,
  )}?${query}`;
}

/** Names an attempt, or a step instance without one, within its run. */
function partOf({ position = 0, attempt = 0 }: JournalLine): string {
  return attempt > 0 ? `s${position}-a${attempt}` : `s${position}`;
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
