import { createHash } from 'node:crypto';
import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { RunRecord, StepRecord } from '@dop/plugin-pipelines-engine';
import type { RunMeta } from '../runs/RunStarter';

/** The trace of a run: its id without the dashes. */
export function traceIdOf(runId: string): string {
  return runId.replace(/-/g, '');
}

/**
 * A run that is over as one trace, in OpenTelemetry's semantic conventions for
 * CI/CD: a span for the run, below it one for each step instance, below that one
 * for each attempt, with the times at which they really were.
 */
export function toSpans(
  run: RunRecord,
  steps: StepRecord[],
  options: { appUrl: string; resource: Resource },
): ReadableSpan[] {
  const { workflowName } = run.meta as RunMeta;
  const url = `${options.appUrl}/pipelines/runs/${run.id}`;
  const begin = run.startedAt ?? run.createdAt;
  const end = run.endedAt ?? begin;
  const make = maker(run.id, options.resource);
  const root = make(undefined, [], {
    links: [
      ...linkTo('parent', run.parentRunId),
      ...linkTo('repeated', run.rerunOf),
    ],
    name: `RUN ${workflowName}`,
    kind: SpanKind.SERVER,
    begin,
    end,
    state: run.state,
    reason: run.cause && `The run ended early: ${run.cause}`,
    attributes: {
      'cicd.pipeline.name': workflowName,
      'cicd.pipeline.action.name': 'RUN',
      'cicd.pipeline.run.id': run.id,
      'cicd.pipeline.run.url.full': url,
      'cicd.pipeline.result': resultOf(run.state),
      'dop.run.number': run.number,
      'dop.run.queue.duration': (begin - run.createdAt) / 1000,
      'dop.workflow.id': run.workflowId,
      'dop.repository.id': run.repositoryId,
      'dop.trigger': run.triggerType,
      ...refAttributes(run),
    },
  });
  const below = steps.flatMap(step => {
    const first = step.attempts[0];
    const from = step.startedAt ?? first?.claimedAt ?? step.endedAt;
    if (from === undefined) {
      return [];
    }
    const task: Attributes = {
      'cicd.pipeline.task.name': step.stepId,
      'cicd.pipeline.task.run.url.full': `${url}?step=${encodeURIComponent(
        step.key,
      )}`,
      'dop.step.key': step.key,
    };
    const span = make(root.spanContext(), [step.key], {
      links: linkTo('child', step.wait?.childRunId),
      name: step.key,
      begin: Math.min(from, first?.claimedAt ?? from),
      end: step.endedAt ?? end,
      state: step.state,
      reason: step.reason,
      attributes: {
        ...task,
        'cicd.pipeline.task.run.id': `${run.id}/${step.key}`,
        'cicd.pipeline.task.run.result': resultOf(step.state),
      },
    });
    const attempts = step.attempts.map(attempt =>
      make(span.spanContext(), [step.key, String(attempt.number)], {
        name: `${step.key} #${attempt.number}`,
        begin: attempt.startedAt ?? attempt.claimedAt,
        end: attempt.endedAt ?? end,
        state: attempt.state,
        reason: attempt.reason,
        attributes: {
          ...task,
          'cicd.pipeline.task.run.id': `${run.id}/${step.key}/${attempt.number}`,
          'cicd.pipeline.task.run.result': resultOf(attempt.state),
          'dop.attempt.runner': attempt.runner,
          'dop.attempt.number': attempt.number,
          ...(attempt.exitCode !== undefined && {
            'process.exit.code': attempt.exitCode,
          }),
        },
      }),
    );
    return [span, ...attempts];
  });
  return [root, ...below];
}

interface SpanParts {
  name: string;
  kind?: SpanKind;
  links?: Link[];
  begin: number;
  end: number;
  state: string;
  reason?: string;
  attributes: Attributes;
}

function maker(runId: string, resource: Resource) {
  return (
    parent: SpanContext | undefined,
    path: string[],
    parts: SpanParts,
  ): ReadableSpan => {
    const context = contextOf(runId, path);
    const bad = isBad(resultOf(parts.state));
    const end = Math.max(parts.end, parts.begin);
    return {
      name: parts.name,
      kind: parts.kind ?? SpanKind.INTERNAL,
      spanContext: () => context,
      parentSpanContext: parent,
      startTime: hrTime(parts.begin),
      endTime: hrTime(end),
      duration: hrTime(end - parts.begin),
      status: bad
        ? { code: SpanStatusCode.ERROR, message: parts.reason }
        : { code: SpanStatusCode.UNSET },
      attributes: {
        ...parts.attributes,
        ...(bad && { 'error.type': parts.state }),
      },
      links: parts.links ?? [],
      events: [],
      ended: true,
      resource,
      instrumentationScope: { name: 'dop.pipelines' },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };
}

/** The same whoever makes it, so that a trace that is sent twice is one. */
function contextOf(runId: string, path: string[]): SpanContext {
  return {
    traceId: traceIdOf(runId),
    spanId: createHash('sha256')
      .update([runId, ...path].join('\0'))
      .digest('hex')
      .slice(0, 16),
    traceFlags: TraceFlags.SAMPLED,
  };
}

/** To the span of another run, which is a trace of its own. */
function linkTo(relation: string, runId: string | undefined): Link[] {
  return runId
    ? [
        {
          context: contextOf(runId, []),
          attributes: { 'dop.relation': relation },
        },
      ]
    : [];
}

function refAttributes({ ref, commit }: RunRecord): Attributes {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return {
    'vcs.ref.head.revision': commit,
    ...(name && {
      'vcs.ref.head.name': name,
      'vcs.ref.head.type': kind === 'tags' ? 'tag' : 'branch',
    }),
  };
}

/** Whether a result of {@link resultOf} is an error. */
export function isBad(result: string): boolean {
  return ['failure', 'error', 'timeout'].includes(result);
}

/** States in the words of the conventions. */
export function resultOf(state: string): string {
  switch (state) {
    case 'succeeded':
    case 'warned':
      return 'success';
    case 'cancelled':
      return 'cancellation';
    case 'skipped':
      return 'skip';
    case 'timedOut':
      return 'timeout';
    case 'lost':
      return 'error';
    default:
      return 'failure';
  }
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
