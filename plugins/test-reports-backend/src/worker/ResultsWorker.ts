import { Worker } from 'node:worker_threads';
import { ServiceUnavailableError } from '@backstage/errors';
import type { ParsedTest } from '../junit/parsed';
import type { FromThread, ThreadData, ThreadRequest } from './messages';
import { resultsThreadFile, resultsThreadMark } from './resultsThread';

interface Call {
  resolve(result: unknown): void;
  reject(error: Error): void;
  onBatch?: (tests: ParsedTest[]) => Promise<void>;
}

/**
 * A thread and the calls that wait for it. It starts with the first call. If it
 * dies, its calls fail and the next call starts another.
 */
export class ResultsWorker {
  readonly #data: ThreadData;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  async call<T>(
    request: ThreadRequest,
    onBatch?: (tests: ParsedTest[]) => Promise<void>,
  ): Promise<T> {
    if (this.#closed) {
      throw new ServiceUnavailableError('The portal is shutting down');
    }
    const worker = (this.#worker ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(id, {
        resolve: result => resolve(result as T),
        reject,
        onBatch,
      });
      worker.postMessage({ id, request });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(resultsThreadFile, {
      workerData: { ...this.#data, mark: resultsThreadMark },
      execArgv: resultsThreadFile.endsWith('.ts')
        ? [
            '--require',
            require.resolve('@backstage/cli/config/nodeTransform.cjs'),
          ]
        : [],
      // A file that fools every limit takes down this thread, not the portal.
      resourceLimits: {
        maxOldGenerationSizeMb: 384,
        maxYoungGenerationSizeMb: 32,
      },
    });
    worker.unref();
    worker.on('message', (message: FromThread) => this.#take(worker, message));
    worker.on('error', error => this.#fail(worker, error));
    worker.on('exit', code =>
      this.#fail(
        worker,
        new ServiceUnavailableError(
          `The thread for test results ended with code ${code}`,
        ),
      ),
    );
    return worker;
  }

  #take(worker: Worker, message: FromThread): void {
    const call = this.#calls.get(message.id);
    if (!call) {
      return;
    }
    if ('batch' in message) {
      call.onBatch?.(message.batch).then(
        () => worker.postMessage({ id: message.id, taken: true }),
        error => {
          call.reject(error);
          // What it still reads is for nobody.
          this.#fail(worker, error);
          worker.terminate();
        },
      );
      return;
    }
    this.#calls.delete(message.id);
    if ('error' in message) {
      call.reject(Object.assign(new Error(), message.error));
    } else {
      call.resolve(message.result);
    }
  }

  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) {
      return;
    }
    this.#worker = undefined;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) {
      call.reject(error);
    }
  }
}
