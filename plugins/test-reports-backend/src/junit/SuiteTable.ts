import { suiteKey } from './identity';
import type { ReportLimits } from './limits';
import { noTotals, type ParsedSuite } from './parsed';

const shownSegments = 20;

/** The suites of a report, at most so many; all further ones are one. */
export class SuiteTable {
  readonly #repositoryId: string;
  readonly #limits: ReportLimits;
  readonly #suites = new Map<string, ParsedSuite>();
  #more: ParsedSuite | undefined;

  constructor(repositoryId: string, limits: ReportLimits) {
    this.#repositoryId = repositoryId;
    this.#limits = limits;
  }

  /** Whether there were more suites than are told apart. */
  get full(): boolean {
    return this.#more !== undefined;
  }

  find(path: string[]): ParsedSuite | undefined {
    return this.#suites.get(idOf(path));
  }

  /** The suite of a test, made if it is new. */
  of(path: string[], test: number): ParsedSuite {
    const known = this.find(path);
    if (known) {
      return known;
    }
    if (this.#suites.size >= this.#limits.suites) {
      this.#more ??= this.#create(['(more suites)'], test);
      return this.#more;
    }
    const suite = this.#create(
      path
        .slice(0, shownSegments)
        .map(name => name.slice(0, this.#limits.name)),
      test,
    );
    this.#suites.set(idOf(path), suite);
    return suite;
  }

  all(): ParsedSuite[] {
    return [...this.#suites.values(), ...(this.#more ? [this.#more] : [])];
  }

  #create(path: string[], test: number): ParsedSuite {
    return {
      suite: {
        index: this.#suites.size,
        key: suiteKey(this.#repositoryId, path),
        path,
      },
      firstTest: test,
      lastTest: test,
      totals: noTotals(),
      durationMs: 0,
    };
  }
}

function idOf(path: string[]): string {
  return path.join('\u001f');
}
