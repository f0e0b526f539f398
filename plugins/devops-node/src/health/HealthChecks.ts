import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

/** Longest time that a check may take; a database that hangs is a problem too. */
const defaultTimeLimitMs = 3_000;

/** A sentence about what is wrong, for everybody to read; undefined if all is well. */
export type HealthCheck = () => Promise<string | undefined>;

/** What plugins say about themselves, as part of the portal's readiness. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #timeLimitMs: number;

  private constructor(timeLimitMs: number) {
    this.#timeLimitMs = timeLimitMs;
  }

  static create(options: { timeLimitMs?: number } = {}): HealthChecks {
    return new HealthChecks(options.timeLimitMs ?? defaultTimeLimitMs);
  }

  /**
   * From now on, asks the check; one of the same name is replaced.
   *
   * @param name - `pipelines.engine`
   * @returns ends it
   */
  register(name: string, check: HealthCheck): () => void {
    this.#checks.set(name, check);
    return () => {
      if (this.#checks.get(name) === check) {
        this.#checks.delete(name);
      }
    };
  }

  /** Sentences about what is wrong now, by the name of the check. */
  async problems(): Promise<Record<string, string>> {
    const answers = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        const problem = await this.#ask(check);
        return problem === undefined ? [] : [[name, problem] as const];
      }),
    );
    return Object.fromEntries(answers.flat());
  }

  async #ask(check: HealthCheck): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>(resolve => {
      timer = setTimeout(
        () => resolve(`gave no answer within ${this.#timeLimitMs} ms`),
        this.#timeLimitMs,
      );
    });
    try {
      return await Promise.race([check(), late]);
    } catch (error) {
      return `could not be checked: ${stringifyError(error).slice(0, 300)}`;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Where plugins register their checks; there also without {@link rootHealthFactory}. */
export const healthChecksRef = createServiceRef<HealthChecks>({
  id: 'dop.health-checks',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => HealthChecks.create(),
    }),
});
