import { componentOf } from '@dop/plugin-pipelines-common';
import type { Runner } from '@dop/plugin-pipelines-node';
import type { LoadedRun } from '../store/LoadedRun';
import { programOf } from './attemptSpec';
import type { EngineContext } from './EngineContext';

/** How long the answer of a runner about its availability is believed. */
const availabilityMs = 2_000;

/** Finds the runner of a step. */
export class Placement {
  readonly #context: EngineContext;
  readonly #availability = new Map<
    string,
    { until: number; reason: string | undefined }
  >();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** @returns the reason if no runner may or can take it now */
  async runnerFor(
    run: LoadedRun,
    position: number,
  ): Promise<{ runner: Runner } | { reason: string }> {
    const { place, runners } = this.#context;
    const step = run.plan.stepAt[position];
    const component = componentOf(run.plan.plan, step);
    const answer = await place({ run: run.record, step, component, runners });
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
}
