import type { Evaluator } from '@dop/plugin-pipelines-engine';
import type { LanguageWorker } from './LanguageWorker';

/** Evaluates the expressions of steps in a thread; sends only what they can read. */
export class ThreadEvaluator implements Evaluator {
  readonly #thread: LanguageWorker;

  private constructor(thread: LanguageWorker) {
    this.#thread = thread;
  }

  static create(thread: LanguageWorker): ThreadEvaluator {
    return new ThreadEvaluator(thread);
  }

  async condition(
    ...[{ env }, { if: condition }, scope]: Parameters<Evaluator['condition']>
  ): Promise<boolean> {
    return this.#thread.ask({
      kind: 'condition',
      env,
      step: { if: condition },
      scope,
    });
  }

  async step(
    ...[plan, { with: inputs, env }, scope]: Parameters<Evaluator['step']>
  ): ReturnType<Evaluator['step']> {
    return this.#thread.ask({
      kind: 'inputs',
      env: plan.env,
      step: { with: inputs, env },
      scope,
    });
  }

  async matrix(
    ...[{ env }, { id, matrix }, scope]: Parameters<Evaluator['matrix']>
  ): ReturnType<Evaluator['matrix']> {
    return this.#thread.ask({
      kind: 'matrix',
      env,
      step: { id, matrix },
      scope,
    });
  }

  async outputs(
    ...[{ env, outputs }, scope]: Parameters<Evaluator['outputs']>
  ): ReturnType<Evaluator['outputs']> {
    return this.#thread.ask({ kind: 'outputs', env, outputs, scope });
  }
}
