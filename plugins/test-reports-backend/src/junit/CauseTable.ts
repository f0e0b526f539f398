import type { ReportLimits } from './limits';
import type { ParsedCause } from './parsed';

/** What the failures of a report say, at most so many different things. */
export class CauseTable {
  readonly #limits: ReportLimits;
  readonly #causes = new Map<string, ParsedCause>();
  #more: ParsedCause | undefined;

  constructor(limits: ReportLimits) {
    this.#limits = limits;
  }

  /** Counts a failure; answers the number of its cause. */
  add({ key, title }: { key: string; title: string }): number {
    const cause = this.#of(key, title);
    cause.tests += 1;
    return cause.cause;
  }

  all(): ParsedCause[] {
    return [...this.#causes.values(), ...(this.#more ? [this.#more] : [])];
  }

  #of(key: string, title: string): ParsedCause {
    const known = this.#causes.get(key);
    if (known) {
      return known;
    }
    const number = this.#causes.size;
    if (number >= this.#limits.causes) {
      this.#more ??= { cause: number, title: 'Other failures', tests: 0 };
      return this.#more;
    }
    const cause = { cause: number, title, tests: 0 };
    this.#causes.set(key, cause);
    return cause;
  }
}
