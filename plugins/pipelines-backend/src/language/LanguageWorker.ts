import { Worker } from 'node:worker_threads';
import { ServiceUnavailableError } from '@backstage/errors';
import { ExpressionError } from '@dop/plugin-pipelines-common';
import type {
  LanguageAnswers,
  LanguageRequest,
  LanguageSettings,
  WorkflowFile,
} from './languageRequests';
import { languageThreadFile, languageThreadMark } from './languageThread';

/** No workflow that anybody means needs a hundredth of this. */
const defaultTimeLimitMs = 5_000;
/** A thread that was just started has to load first. */
const loadingMs = 30_000;
const rememberedFiles = 500;

/** A file with a digest of its text. */
type HashedFile = WorkflowFile & { contentHash: string };

/** A file or an expression took too long, or more memory than it may. */
export class TooCostlyError extends Error {}

/**
 * Reads workflow files and evaluates expressions in a thread of its own, one
 * after the other: what a repository supplies never holds up the portal. What
 * takes too long ends the thread, and the next request starts another.
 */
export class LanguageWorker {
  #worker: Worker | undefined;
  /** Whether the thread has answered once. */
  #loaded = false;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #uses = new Map<string, string[]>();
  readonly #timeLimitMs: number;
  readonly #settings: LanguageSettings;

  private constructor(timeLimitMs: number, settings: LanguageSettings) {
    this.#timeLimitMs = timeLimitMs;
    this.#settings = settings;
  }

  /** Starts the thread, so that the first push need not wait for it. */
  static create(
    options: { timeLimitMs?: number } & Partial<LanguageSettings> = {},
  ): LanguageWorker {
    const language = new LanguageWorker(
      options.timeLimitMs ?? defaultTimeLimitMs,
      { portalEnv: options.portalEnv ?? {} },
    );
    language.#start();
    return language;
  }

  /** @throws TooCostlyError, and ExpressionError from what is evaluated */
  ask<R extends LanguageRequest>(
    request: R,
  ): Promise<LanguageAnswers[R['kind']]> {
    const answer = this.#last.then(() => this.#ask(request));
    this.#last = answer.catch(() => undefined);
    return answer as Promise<LanguageAnswers[R['kind']]>;
  }

  /**
   * The components that a file uses; remembered, because most pushes leave their
   * workflow as it was.
   *
   * @throws TooCostlyError
   */
  async uses({ text, file, contentHash }: HashedFile): Promise<string[]> {
    let uses = this.#uses.get(contentHash);
    if (!uses) {
      uses = await this.ask({ kind: 'uses', text, file });
      this.#uses.set(contentHash, uses);
      if (this.#uses.size > rememberedFiles) {
        this.#uses.delete(this.#uses.keys().next().value as string);
      }
    }
    return uses;
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
    const sentences = sentencesOf(request);
    const fail = (sentence: string) => reject(new TooCostlyError(sentence));
    const gone = () =>
      this.#closed
        ? reject(new ServiceUnavailableError('The portal is shutting down'))
        : fail(sentences.memory);
    const timer = setTimeout(
      () => {
        this.#worker = undefined;
        fail(sentences.time);
        worker.terminate().catch(() => undefined);
      },
      this.#loaded ? this.#timeLimitMs : loadingMs,
    );
    worker.once('exit', gone);
    worker.once('message', ({ result, problem }) => {
      this.#loaded = true;
      if (problem) {
        reject(errorOf(problem));
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
      workerData: { mark: languageThreadMark, settings: this.#settings },
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

function sentencesOf({ kind }: LanguageRequest) {
  const reading = ['uses', 'lint', 'compile'].includes(kind);
  return reading
    ? {
        time: 'It takes too long to be read.',
        memory: 'It needs too much memory to be read.',
      }
    : {
        time: 'The expressions take too long. Do the work in a component instead.',
        memory:
          'The expressions need too much memory. Do the work in a component instead.',
      };
}

function errorOf({ name, message }: { name: string; message: string }): Error {
  return name === 'ExpressionError'
    ? new ExpressionError(message)
    : new Error(message);
}
