import type { JsonValue } from '@backstage/types';
import {
  graphOf,
  stepOutputs,
  stepScope,
  type Attempt,
  type EnvSource,
  type LinkValue,
  type Plan,
  type Run,
  type RunEvent,
  type RunSummary,
  type StepInstance,
  type TriggerEnvelope,
} from '@dop/plugin-pipelines-common';
import type {
  EventRecord,
  RunQueries,
  RunRecord,
  StepRecord,
} from '@dop/plugin-pipelines-engine';
import type { RepositoryNames } from '../database/RepositoryNames';
import type { Tracing } from '../history/createSpanExporter';
import { traceIdOf } from '../history/toSpans';
import type { RunMeta } from './RunStarter';

/** Longer values of links are left out of a run; they are in the outputs. */
const mostLinkCharacters = 8 * 1024;
const unseen = new Set(['blocked', 'ready']);

export interface RunPresenterOptions {
  queries: RunQueries;
  names: RepositoryNames;
  /** Absent where runs are not traced. */
  tracing?: Pick<Tracing, 'urlOf'>;
}

/** Turns what the engine stores into what the API shows. */
export class RunPresenter {
  readonly #queries: RunQueries;
  readonly #names: RepositoryNames;
  readonly #tracing: Pick<Tracing, 'urlOf'> | undefined;

  private constructor(options: RunPresenterOptions) {
    this.#queries = options.queries;
    this.#names = options.names;
    this.#tracing = options.tracing;
  }

  static create(options: RunPresenterOptions): RunPresenter {
    return new RunPresenter(options);
  }

  async summaries(records: RunRecord[]): Promise<RunSummary[]> {
    const names = await this.#names.ofAll(
      records.map(record => record.repositoryId),
    );
    return records.map(record =>
      summaryOf(record, names.get(record.repositoryId) ?? record.repositoryId),
    );
  }

  async run(record: RunRecord): Promise<Run> {
    const [summary] = await this.summaries([record]);
    const plan = await this.#queries.plan(record.planHash);
    const steps = await this.#withTaken(await this.#queries.steps(record.id));
    const reruns = await this.#queries.rerunsOf(record.id);
    const origin = record.rerunOf
      ? await this.#queries.run(record.rerunOf)
      : undefined;
    const parent = record.parentRunId
      ? await this.#queries.run(record.parentRunId)
      : undefined;
    const children = await this.#queries.childRuns(record.id);
    const numbers = await this.#numbersOf(steps, origin);
    const meta = record.meta as RunMeta;
    return {
      ...summary,
      path: meta.path,
      contentHash: meta.contentHash,
      envelope: record.trigger as unknown as TriggerEnvelope,
      inputs: record.inputs,
      delivers: meta.services,
      graph: plan ? graphOf(plan) : { steps: [], links: [] },
      steps: steps.map(step => instanceOf(step, plan, numbers)),
      links: plan ? linksOf(plan, steps) : [],
      rerunOf: origin && { id: origin.id, number: origin.number },
      reruns: reruns.map(({ id, number }) => ({ id, number })),
      deliveryId: meta.deliveryId,
      cancelledBy: record.cancelledBy,
      pausedBy: record.pausedBy,
      parent: parent && { id: parent.id, number: parent.number },
      children: childrenOf(steps, children),
      trace: this.#traceOf(record),
    };
  }

  /** What was taken over has the attempts and outputs of the run that had them. */
  async #withTaken(steps: StepRecord[]): Promise<StepRecord[]> {
    const origins = new Map<string, StepRecord[]>();
    for (const { takenOver } of steps) {
      if (takenOver && !origins.has(takenOver.runId)) {
        const { runId } = takenOver;
        origins.set(runId, await this.#queries.steps(runId));
      }
    }
    return steps.map(step => {
      const { runId = '', position } = step.takenOver ?? {};
      const origin = origins
        .get(runId)
        ?.find(candidate => candidate.position === position);
      return origin
        ? { ...step, attempts: origin.attempts, wait: origin.wait }
        : step;
    });
  }

  /** Numbers of the runs that steps were taken over from, by id. */
  async #numbersOf(
    steps: StepRecord[],
    origin: RunRecord | undefined,
  ): Promise<Map<string, number>> {
    const ids = new Set(
      steps.flatMap(({ takenOver }) => takenOver?.runId ?? []),
    );
    const numbers = new Map<string, number>();
    for (const id of ids) {
      const run = id === origin?.id ? origin : await this.#queries.run(id);
      if (run) {
        numbers.set(id, run.number);
      }
    }
    return numbers;
  }

  /** Traces are written when runs are over. */
  #traceOf({ id, endedAt }: RunRecord): Run['trace'] {
    if (!this.#tracing || endedAt === undefined) {
      return undefined;
    }
    const traceId = traceIdOf(id);
    return { id: traceId, url: this.#tracing.urlOf(traceId) };
  }
}

export function eventOf(event: EventRecord): RunEvent {
  return {
    sequence: event.sequence,
    time: iso(event.time),
    type: event.type,
    stepId: event.stepId,
    instanceKey: event.instanceKey,
    attempt: event.attempt,
    state: event.state as RunEvent['state'],
    message: event.message,
  };
}

function summaryOf(record: RunRecord, repository: string): RunSummary {
  const meta = record.meta as RunMeta;
  return {
    id: record.id,
    number: record.number,
    workflowId: record.workflowId,
    workflowName: meta.workflowName,
    workflowTitle: meta.workflowTitle,
    repositoryId: record.repositoryId,
    repository,
    state: record.state,
    cause: record.cause,
    trigger: record.triggerType as RunSummary['trigger'],
    ref: record.ref,
    commit: record.commit,
    message: meta.message,
    actor: record.actor,
    createdAt: iso(record.createdAt),
    startedAt:
      record.startedAt === undefined ? undefined : iso(record.startedAt),
    finishedAt: record.endedAt === undefined ? undefined : iso(record.endedAt),
    counts: record.counts,
    sequence: record.sequence,
    archivedAt:
      record.archivedAt === undefined ? undefined : iso(record.archivedAt),
  };
}

/** The runs of steps that run other workflows. */
function childrenOf(steps: StepRecord[], runs: RunRecord[]): Run['children'] {
  const numbers = new Map(runs.map(({ id, number }) => [id, number]));
  const children = steps.flatMap(({ key, wait }) => {
    const id = wait?.childRunId;
    const number = id && numbers.get(id);
    return id && number ? [{ id, number, instanceKey: key }] : [];
  });
  return children.length > 0 ? children : undefined;
}

function waitOf(
  { wait, stepId, state }: StepRecord,
  plan: Plan | undefined,
): StepInstance['wait'] {
  if (!wait || state !== 'waiting') {
    return undefined;
  }
  const action = plan?.steps.find(({ id }) => id === stepId)?.action;
  const approval = action?.type === 'approve' ? action : undefined;
  const { kind, since, until, childRunId } = wait;
  return {
    kind,
    since: iso(since),
    until: until === undefined ? undefined : iso(until),
    approvers: wait.approvers ?? approval?.by,
    form: approval?.form,
    childRunId,
  };
}

function instanceOf(
  step: StepRecord,
  plan: Plan | undefined,
  numbers: ReadonlyMap<string, number>,
): StepInstance {
  const last = step.attempts[step.attempts.length - 1];
  const passed = step.state === 'succeeded' || step.state === 'warned';
  return {
    key: step.key,
    stepId: step.stepId,
    matrix: step.matrix,
    state: step.state,
    reason: step.reason,
    startedAt: step.startedAt === undefined ? undefined : iso(step.startedAt),
    finishedAt: step.endedAt === undefined ? undefined : iso(step.endedAt),
    inputs: unseen.has(step.state) ? undefined : last?.inputs,
    outputs: passed ? last?.outputs ?? step.wait?.outputs : undefined,
    wait: waitOf(step, plan),
    takenFrom: step.takenOver && {
      runId: step.takenOver.runId,
      number: numbers.get(step.takenOver.runId),
      attempt: Math.max(1, step.attempts.length),
    },
    attempts: step.attempts.map(attempt => ({
      number: attempt.number,
      state: attempt.state,
      runner: attempt.runner,
      reason: attempt.reason,
      exitCode: attempt.exitCode,
      signal: attempt.signal,
      claimedAt: iso(attempt.claimedAt),
      startedAt:
        attempt.startedAt === undefined ? undefined : iso(attempt.startedAt),
      finishedAt:
        attempt.endedAt === undefined ? undefined : iso(attempt.endedAt),
      isolated: attempt.isolated,
      notEnforced: attempt.notEnforced,
      outputs: attempt.outputs,
      env: variablesOf(attempt.env, step.stepId, plan),
      secrets: attempt.secrets?.length ? attempt.secrets : undefined,
      logBytes: attempt.logBytes,
    })),
  };
}

/** Variables with the layer that each comes from: the last one that names it. */
function variablesOf(
  env: Record<string, string> | undefined,
  stepId: string,
  plan: Plan | undefined,
): Attempt['env'] {
  const step = plan?.steps.find(({ id }) => id === stepId);
  if (!env || !plan || !step || Object.keys(env).length === 0) {
    return undefined;
  }
  const sourceOf = (name: string): EnvSource =>
    (name in step.env && 'step') ||
    (name in plan.env && 'workflow') ||
    'portal';
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      { value, source: sourceOf(name) },
    ]),
  );
}

/** The value on each link, as its reader sees it. */
function linksOf(plan: Plan, steps: StepRecord[]): LinkValue[] {
  const values = new Map<string, Record<string, JsonValue | undefined>>();
  for (const step of plan.steps) {
    const instances = steps.filter(({ stepId }) => stepId === step.id);
    const scope = stepScope(
      step,
      stepOutputs(step, plan),
      instances.map(({ state, attempts }) => ({
        state,
        outputs: attempts[attempts.length - 1]?.outputs,
      })),
    );
    values.set(step.id, scope.outputs);
  }
  const keys = new Map(plan.steps.map(step => [step.id, !step.matrix]));
  return graphOf(plan).links.map(link => {
    const value = values.get(link.from)?.[link.output];
    const long =
      value !== undefined && JSON.stringify(value).length > mostLinkCharacters;
    return {
      ...link,
      ...(keys.get(link.from) && { fromKey: link.from }),
      ...(value !== undefined && (long ? { truncated: true } : { value })),
    };
  });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
