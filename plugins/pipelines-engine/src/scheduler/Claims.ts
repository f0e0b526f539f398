import { stringifyError } from '@backstage/errors';
import { componentOf } from '@dop/plugin-pipelines-common';
import type { Runner } from '@dop/plugin-pipelines-node';
import type { LoadedRun } from '../store/loadRuns';
import type { RunRecord } from '../store/records';
import { readySteps, type LiveAttempt, type ReadyStep } from '../store/work';
import { programOf } from './attemptSpec';
import type { EngineContext } from './EngineContext';

/** How long the answer of a runner about its availability is believed. */
const availabilityMs = 2_000;
/** Ready steps that are looked at beyond the free places, past those that wait for other runners. */
const lookAhead = 200;

/** A ready step and the runner that takes it. */
interface Choice {
  ready: ReadyStep;
  runner: Runner;
}

/** Claims ready steps while there are places for them. */
export class Claims {
  readonly #context: EngineContext;
  readonly #records = new Map<string, RunRecord>();
  readonly #availability = new Map<
    string,
    { until: number; reason: string | undefined }
  >();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * @param used - attempts that this process drives, by kind of runner
   * @param begin - takes over a claimed attempt
   * @returns true if there may be more to claim right now
   */
  async claim(
    used: ReadonlyMap<string, number>,
    begin: (live: LiveAttempt, run: LoadedRun, record?: RunRecord) => void,
  ): Promise<boolean> {
    const { settings, runners, store } = this.#context;
    const free = new Map<string, number>();
    for (const kind of runners.keys()) {
      const slots = settings.slots[kind] ?? settings.defaultSlots;
      free.set(kind, slots - (used.get(kind) ?? 0));
    }
    const places = [...free.values()].reduce(
      (sum, count) => sum + Math.max(0, count),
      0,
    );
    if (runners.size > 0 && places === 0) {
      return false;
    }
    let ready = await readySteps(store.knex, places);
    let chosen = await this.#choose(ready, free);
    if (chosen.length === 0 && ready.length === places) {
      // The oldest all wait for runners that are busy or away.
      ready = await readySteps(store.knex, places + lookAhead);
      chosen = await this.#choose(ready, free);
    }
    const claimed = await Promise.all(
      chosen.map(choice =>
        this.#claimOne(choice, begin).catch(error => {
          this.#warn(choice.ready, error);
          return false;
        }),
      ),
    );
    return claimed.includes(true) && ready.length >= places;
  }

  /** Finds a place for each, the oldest first, as long as there are places. */
  async #choose(
    ready: readonly ReadyStep[],
    free: Map<string, number>,
  ): Promise<Choice[]> {
    const chosen: Choice[] = [];
    for (const step of ready) {
      try {
        const placement = await this.#place(step);
        if (placement && 'reason' in placement) {
          await this.#context.dispatcher.dispatch({
            runId: step.runId,
            event: {
              type: 'unplaced',
              position: step.position,
              reason: placement.reason,
            },
          });
        } else if (placement) {
          const { kind } = placement.runner;
          const places = free.get(kind) ?? 0;
          if (places > 0) {
            free.set(kind, places - 1);
            chosen.push({ ready: step, runner: placement.runner });
          }
        }
      } catch (error) {
        this.#warn(step, error);
      }
    }
    return chosen;
  }

  #warn(step: ReadyStep, error: unknown): void {
    this.#context.logger.warn(
      `Step ${step.position} of run ${
        step.runId
      } could not be claimed: ${stringifyError(error)}`,
    );
  }

  async #claimOne(
    { ready, runner }: Choice,
    begin: (live: LiveAttempt, run: LoadedRun, record?: RunRecord) => void,
  ): Promise<boolean> {
    const { dispatcher, settings, owner } = this.#context;
    const { runId, position } = ready;
    const handle = this.#handle(ready, ready.attempts + 1);
    await this.#context.probe('beforeHandleSaved');
    const { applied, run } = await dispatcher.dispatch({
      runId,
      event: { type: 'claimed', position },
      details: {
        owner,
        leaseMs: settings.leaseMs,
        runner: runner.kind,
        place: runner.place,
        handle,
      },
    });
    const attempt = run?.model.steps[position].attempt;
    if (!applied || !run || !attempt) {
      return false;
    }
    await this.#context.probe('handleSaved');
    begin(
      {
        runId,
        position,
        number: attempt.number,
        state: attempt.state,
        epoch: attempt.epoch,
        owner,
        runner: runner.kind,
        place: runner.place,
        handle,
        stopping: false,
        force: false,
      },
      run,
      this.#records.get(runId),
    );
    return true;
  }

  #handle({ runId, position }: ReadyStep, number: number): string {
    const run = runId.replaceAll('-', '');
    return `${this.#context.handlePrefix}-${run}-${position}-${number}`;
  }

  async #place({
    runId,
    stepId,
  }: ReadyStep): Promise<{ runner: Runner } | { reason: string } | undefined> {
    const { queries, place, runners } = this.#context;
    const record = this.#records.get(runId) ?? (await queries.run(runId));
    if (!record) {
      return undefined;
    }
    this.#remember(record);
    const plan = await queries.plan(record.planHash);
    const step = plan?.steps.find(({ id }) => id === stepId);
    if (!plan || !step) {
      return undefined;
    }
    const component = componentOf(plan, step);
    const answer = await place({ run: record, step, component, runners });
    if ('reason' in answer) {
      return answer;
    }
    const runner = runners.get(answer.kind);
    if (!runner) {
      return { reason: `There is no runner of the kind ${answer.kind}` };
    }
    const reason =
      runner.refuses({
        program: programOf(component),
        network: component.network,
      }) ?? (await this.#unavailable(runner));
    return reason ? { reason } : { runner };
  }

  async #unavailable(runner: Runner): Promise<string | undefined> {
    const known = this.#availability.get(runner.kind);
    if (known && known.until > Date.now()) {
      return known.reason;
    }
    let reason: string | undefined;
    try {
      const answer = await runner.availability();
      reason = answer.available ? undefined : answer.reason;
    } catch (error) {
      reason = `The ${runner.kind} runner does not answer: ${
        (error as Error).message
      }`;
    }
    this.#availability.set(runner.kind, {
      until: Date.now() + availabilityMs,
      reason,
    });
    return reason;
  }

  /** What placement reads of a run never changes. */
  #remember(record: RunRecord): void {
    this.#records.set(record.id, record);
    if (this.#records.size > 2_000) {
      const [oldest] = this.#records.keys();
      this.#records.delete(oldest);
    }
  }
}
