import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  childPlan,
  withDefaults,
  type Plan,
} from '@dop/plugin-pipelines-common';
import type { WaitOutcome } from '../core';
import { shareArtifacts } from '../store/artifactUses';
import { createRuns, newRunId } from '../store/createRuns';
import { databaseNow, retried } from '../store/dialect';
import type { LoadedRun } from '../store/LoadedRun';
import type { AppliedEvent } from '../store/RunStore';
import {
  markTold,
  startableSteps,
  unstoppedChildren,
  untoldRuns,
  type StepPlace,
} from '../store/work';
import { workflowIdOf } from '../workflowIdOf';
import type { EngineContext } from './EngineContext';
import { scopeOf, scopeOfSteps } from './scope';

const batch = 200;

/** The step does not want its child run any more. */
class TooLate extends Error {}

/**
 * Starts the runs of steps that run another workflow, tells those steps of their
 * end and passes cancels on. Hints make it quick; what is in the database makes
 * it certain: a child run that ended stays untold until its parent has heard.
 */
export class Children {
  readonly #context: EngineContext;
  readonly #react: (results: AppliedEvent[]) => void;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    context: EngineContext,
    react: (results: AppliedEvent[]) => void,
  ) {
    this.#context = context;
    this.#react = react;
  }

  /** A step wants its child run. */
  start(place: StepPlace): void {
    this.#once(`start ${place.runId} ${place.position}`, () =>
      this.#start(place),
    );
  }

  /** A child run is over. */
  tell(runId: string): void {
    this.#once(`tell ${runId}`, () => this.#tell(runId));
  }

  /** A child run has to end with the run of its step. */
  stop(parentId: string, childId: string, force: boolean): void {
    this.#once(`stop ${childId} ${force}`, async () => {
      await this.#context.dispatcher.dispatch({
        runId: childId,
        event: { type: 'cancelled', by: `run:${parentId}`, force },
      });
    });
  }

  /** What nobody told of. */
  async look(): Promise<void> {
    const { knex } = this.#context.store;
    for (const place of await startableSteps(knex, batch)) {
      this.start(place);
    }
    for (const runId of await untoldRuns(knex, batch)) {
      this.tell(runId);
    }
    for (const { runId, childId, force } of await unstoppedChildren(
      knex,
      batch,
    )) {
      this.stop(runId, childId, force);
    }
  }

  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  #once(key: string, work: () => Promise<void>): void {
    if (!this.#underWay.has(key)) {
      const doing = work()
        .catch(error =>
          this.#context.logger.error(
            `Engine, child runs: ${stringifyError(error)}`,
          ),
        )
        .finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, doing);
    }
  }

  /** Creates the child run in one transaction with the wait for it. */
  async #start({ runId, position }: StepPlace): Promise<void> {
    const { store, dispatcher } = this.#context;
    const run = await store.load(runId);
    if (run?.model.steps[position]?.asking !== 'start') {
      return;
    }
    const child = await this.#child(run, position);
    if ('reason' in child) {
      await dispatcher.dispatch({
        runId,
        event: { type: 'undecidable', position, reason: child.reason },
      });
      return;
    }
    const { plan, inputs } = child;
    const { record } = run;
    try {
      const results = await retried(() =>
        store.knex.transaction(async trx => {
          const id = newRunId(await databaseNow(trx));
          const opened = await store.applyIn(trx, [
            { runId, event: { type: 'opened', position, reference: id } },
          ]);
          if (!opened[0].applied) {
            throw new TooLate();
          }
          const [created] = await createRuns(store, trx, [
            {
              id,
              plan,
              workflowId: workflowIdOf(record.repositoryId, plan.workflow.path),
              repositoryId: record.repositoryId,
              ref: record.ref,
              commit: record.commit,
              protectedRef: record.protectedRef,
              triggerType: 'workflow',
              actor: record.actor,
              trigger: { ...record.trigger, type: 'workflow' },
              inputs,
              meta: this.#context.childMeta(record, plan),
              parent: { runId, position },
            },
          ]);
          await shareArtifacts(trx, runId, id, inputs);
          return [...opened, ...created.results];
        }),
      );
      store.keep(results);
      this.#react(results);
    } catch (error) {
      if (!(error instanceof TooLate)) {
        throw error;
      }
    }
  }

  async #child(
    run: LoadedRun,
    position: number,
  ): Promise<{ plan: Plan; inputs: JsonObject } | { reason: string }> {
    const { evaluator, queries, schemas } = this.#context;
    const step = run.plan.stepAt[position];
    const { action } = step;
    if (action.type !== 'workflow') {
      return { reason: 'External systems come with a later version' };
    }
    const { matrix, edited } = run.instances[position];
    try {
      const scope = await scopeOf(queries, run.record, run, step);
      const plan = childPlan(run.plan.plan, action.path);
      const given = await evaluator.step(run.plan.plan, step, {
        ...scope,
        matrix,
      });
      const inputs = withDefaults(plan.inputs, {
        ...given.inputs,
        ...edited,
      }) as JsonObject;
      const problem = schemas.check(plan.inputs, inputs);
      return problem
        ? { reason: `Its inputs do not fit ${action.path}: ${problem}` }
        : { plan: withTimeout(plan, step.timeoutMs), inputs };
    } catch (error) {
      return {
        reason: `Its inputs could not be evaluated: ${
          (error as Error).message
        }`,
      };
    }
  }

  /** Brings the outcome of a child run, with its outputs, to the step that ran it. */
  async #tell(runId: string): Promise<void> {
    const { store, dispatcher } = this.#context;
    const child = await store.load(runId);
    if (!child?.parent) {
      return;
    }
    const { parent, record } = child;
    await this.#context.probe('childEnded');
    const came = await this.#outcome(child);
    await shareArtifacts(store.knex, runId, parent.runId, came.outputs);
    await dispatcher.dispatch({
      runId: parent.runId,
      event: {
        type: 'waitEnded',
        position: parent.position,
        reference: runId,
        outcome: came.outcome,
        reason: came.reason && `Run ${record.number}: ${came.reason}`,
      },
      details: { waitOutputs: came.outputs },
    });
    await this.#context.probe('parentTold');
    // Told again after a crash in between, which then comes too late.
    await markTold(store.knex, runId);
  }

  async #outcome(child: LoadedRun): Promise<{
    outcome: WaitOutcome;
    reason?: string;
    outputs?: JsonObject;
  }> {
    const { evaluator, queries, schemas } = this.#context;
    const { plan } = child.plan;
    const outcome = child.model.state as WaitOutcome;
    if (outcome !== 'succeeded' && outcome !== 'warned') {
      return { outcome, reason: reasonOf(child) };
    }
    try {
      const scope = await scopeOfSteps(queries, child.record, child, {
        ids: plan.steps.map(({ id }) => id),
        reads: true,
      });
      const outputs = await evaluator.outputs(plan, scope);
      const problem = schemas.check(plan.outputs.schema, outputs);
      return problem
        ? { outcome: 'failed', reason: `its outputs do not fit: ${problem}` }
        : { outcome, outputs };
    } catch (error) {
      return {
        outcome: 'failed',
        reason: `its outputs could not be evaluated: ${
          (error as Error).message
        }`,
      };
    }
  }
}

/** The smaller of the workflow's own timeout and that of the step that runs it. */
function withTimeout(plan: Plan, timeoutMs: number | undefined): Plan {
  return timeoutMs !== undefined && timeoutMs < (plan.timeoutMs ?? Infinity)
    ? { ...plan, timeoutMs }
    : plan;
}

function reasonOf({ model, record }: LoadedRun): string {
  if (record.cancelledBy) {
    return `cancelled by ${record.cancelledBy}`;
  }
  const bad = model.steps.find(({ state }) => state === model.state);
  return bad ? `step ${bad.key} ${model.state}` : model.state;
}
