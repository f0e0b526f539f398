import type { Checked, CheckRequest } from './checkText';

/** Milliseconds that a check may take, and the first of a worker, which loads. */
export interface LintLimits {
  checkMs: number;
  loadMs: number;
}

/** A check took too long, or its worker died of it. */
export class TooCostlyError extends Error {
  readonly name = 'TooCostlyError';
}

interface Job {
  request: CheckRequest;
  resolve: (checked: Checked | undefined) => void;
  reject: (error: Error) => void;
}

type Answer = { checked: Checked } | { problem: string };

/**
 * Checks texts in a worker, one after the other: of those that wait only the
 * newest is checked. A worker that dies or takes too long is replaced.
 */
export class Linter {
  readonly #start: () => Promise<Worker>;
  readonly #limits: LintLimits;
  #worker: Promise<Worker> | undefined;
  /** Whether the worker has answered once. */
  #loaded = false;
  #running: { job: Job; stop: () => void } | undefined;
  #waiting: Job | undefined;
  #closed = false;

  private constructor(start: () => Promise<Worker>, limits: LintLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** @param start - makes a worker that answers as `lint.worker.ts` does */
  static create(
    start: () => Promise<Worker>,
    limits: Partial<LintLimits> = {},
  ): Linter {
    return new Linter(start, { checkMs: 5_000, loadMs: 30_000, ...limits });
  }

  /**
   * Undefined where a newer text came before it was this one's turn.
   *
   * @throws TooCostlyError
   */
  check(request: CheckRequest): Promise<Checked | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        resolve(undefined);
        return;
      }
      this.#waiting?.resolve(undefined);
      this.#waiting = { request, resolve, reject };
      this.#next();
    });
  }

  close(): void {
    this.#closed = true;
    this.#waiting?.resolve(undefined);
    this.#running?.job.resolve(undefined);
    this.#running?.stop();
    this.#running = undefined;
    this.#replace();
  }

  #next(): void {
    const job = this.#waiting;
    if (!job || this.#running || this.#closed) {
      return;
    }
    this.#waiting = undefined;
    this.#running = { job, stop: () => undefined };
    this.#worker ??= this.#start();
    this.#worker.then(
      worker => !this.#closed && this.#ask(worker, job),
      error => this.#fail(job, error),
    );
  }

  #ask(worker: Worker, job: Job): void {
    const died = () =>
      this.#fail(job, new TooCostlyError('The check of this file broke off.'));
    const timer = setTimeout(
      () =>
        this.#fail(
          job,
          new TooCostlyError('It takes too long to check this file.'),
        ),
      this.#loaded ? this.#limits.checkMs : this.#limits.loadMs,
    );
    const onMessage = ({ data }: MessageEvent<Answer>) => {
      this.#loaded = true;
      this.#running?.stop();
      this.#running = undefined;
      if ('checked' in data) {
        job.resolve(data.checked);
      } else {
        job.reject(new Error(data.problem));
      }
      this.#next();
    };
    this.#running = {
      job,
      stop: () => {
        clearTimeout(timer);
        worker.removeEventListener('message', onMessage);
        worker.removeEventListener('error', died);
        worker.removeEventListener('messageerror', died);
      },
    };
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', died);
    worker.addEventListener('messageerror', died);
    worker.postMessage(job.request);
  }

  #fail(job: Job, error: Error): void {
    this.#running?.stop();
    this.#running = undefined;
    this.#replace();
    job.reject(error);
    this.#next();
  }

  /** What comes next gets a new worker. */
  #replace(): void {
    this.#worker?.then(
      worker => worker.terminate(),
      () => undefined,
    );
    this.#worker = undefined;
    this.#loaded = false;
  }
}
