import type { JsonObject } from '@backstage/types';
import {
  AttemptNotStartedError,
  type AttemptSpec,
  type AttemptStarted,
  type AttemptStatus,
  type FunctionCall,
  type Runner,
  type RunnerAvailability,
} from '@dop/plugin-pipelines-node';

/** One step: gets inputs, gives outputs. */
export type StepFunction = (call: FunctionCall) => Promise<JsonObject>;

/**
 * Runs steps as functions of the portal's own process: for modules that bring
 * steps of their own, which are as trusted as the portal itself. A function that
 * computes for long holds up the portal.
 */
export class FunctionRunner implements Runner {
  readonly kind = 'function';
  readonly #functions: ReadonlyMap<string, StepFunction>;

  private constructor(functions: ReadonlyMap<string, StepFunction>) {
    this.#functions = functions;
  }

  /** @param functions - by component, `namespace/name` */
  static create(functions: Record<string, StepFunction>): FunctionRunner {
    return new FunctionRunner(new Map(Object.entries(functions)));
  }

  async availability(): Promise<RunnerAvailability> {
    return { available: true };
  }

  refuses({ program }: Pick<AttemptSpec, 'program'>): string | undefined {
    return this.#functions.has(program.component)
      ? undefined
      : `${program.component} is no function of the portal`;
  }

  async call(call: FunctionCall): Promise<JsonObject> {
    const { component } = call.program;
    const run = this.#functions.get(component);
    if (!run) {
      throw new Error(`${component} is no function of the portal`);
    }
    return run(call);
  }

  async start(): Promise<AttemptStarted> {
    throw new AttemptNotStartedError('Functions are called, not started');
  }

  async status(): Promise<AttemptStatus> {
    return { state: 'unknown' };
  }

  async wait(): Promise<{ state: 'unknown' }> {
    return { state: 'unknown' };
  }

  async *log(): AsyncGenerator<Uint8Array> {
    // The engine takes it as it is written.
  }

  async stop(): Promise<void> {
    // The engine aborts the function's signal.
  }

  async remove(): Promise<void> {
    // Nothing is left of a function.
  }

  async list(): Promise<string[]> {
    return [];
  }
}
