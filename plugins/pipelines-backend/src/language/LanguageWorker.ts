import { Worker } from 'node:worker_threads';
import { ServiceUnavailableError } from '@backstage/errors';
import type { LanguageAnswers, LanguageRequest } from './languageRequests';
import { languageThreadFile, languageThreadMark } from './languageThread';

/** No workflow that anybody means needs a hundredth of this. */
const timeLimitMs = 5_000;
/** A thread that was just started has to load first. */
const loadingMs = 30_000;

/** A file took too long, or more memory than it may. */
export class TooCostlyError extends Error {}

/**
 * Reads and checks workflow files in a thread of its own, one after the other:
 * what a repository supplies never holds up the portal. A file that takes too
 * long ends the thread, and the next one starts another.
 */
export class LanguageWorker {
  #worker: Worker | undefined;
  /** Whether the thread has answered once. */
  #loaded = false;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor() {}

  /** Starts the thread, so that the first push need not wait for it. */
  static create(): LanguageWorker {
    const language = new LanguageWorker();
    language.#start();
    return language;
  }

  /** @throws TooCostlyError */
  ask<R extends LanguageRequest>(
    request: R,
  ): Promise<LanguageAnswers[R['kind']]> {
    const answer = this.#last.then(() => this.#ask(request));
    this.#last = answer.catch(() => undefined);
    return answer as Promise<LanguageAnswers[R['kind']]>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  async #ask(request: LanguageRequest): Promise<unknown> {
    if (this.#closed) {
      throw new ServiceUnavailableError('The portal is shutting down');
    }
    const worker = this.#worker ?? this.#start();
    let resolve: (result: unknown) => void = () => undefined;
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<unknown>((fulfil, refuse) => {
      resolve = fulfil;
      reject = refuse;
    });
    const fail = (sentence: string) => reject(new TooCostlyError(sentence));
    const gone = () => fail('It needs too much memory to be read.');
    const timer = setTimeout(
      () => {
        this.#worker = undefined;
        fail('It takes too long to be read.');
        worker.terminate().catch(() => undefined);
      },
      this.#loaded ? timeLimitMs : loadingMs,
    );
    worker.once('exit', gone);
    worker.once('message', ({ result, problem }) => {
      this.#loaded = true;
      if (problem) {
        reject(new Error(problem));
      } else {
        resolve(result);
      }
    });
    worker.postMessage(request);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      worker.removeAllListeners('message');
      worker.off('exit', gone);
    }
  }

  #start(): Worker {
    const worker = new Worker(languageThreadFile, {
      workerData: { mark: languageThreadMark },
      execArgv: languageThreadFile.endsWith('.ts')
        ? [
            '--require',
            require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          ]
        : [],
      resourceLimits: { maxOldGenerationSizeMb: 192 },
    });
    worker.unref();
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) {
        this.#worker = undefined;
      }
    });
    this.#worker = worker;
    this.#loaded = false;
    return worker;
  }
}
