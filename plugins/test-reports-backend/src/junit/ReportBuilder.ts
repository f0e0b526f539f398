import { CauseTable } from './CauseTable';
import { testKey } from './identity';
import type { ReportLimits } from './limits';
import type { OpenTest } from './OpenTest';
import { noTotals, type ParsedSummary, type ParsedTest } from './parsed';
import { parseSeconds } from './parseSeconds';
import { SuiteTable } from './SuiteTable';
import type { WarningList } from './WarningList';

/** A place in a file. */
export interface Place {
  line: number;
  column?: number;
}

/**
 * What the tests of a report add up to, from however many files it is read.
 * Each test goes on to `onTest`; only counts, suites and causes are kept.
 */
export class ReportBuilder {
  readonly #repositoryId: string;
  readonly #limits: ReportLimits;
  readonly #onTest: (test: ParsedTest) => void;
  readonly #warnings: WarningList;
  readonly #suites: SuiteTable;
  readonly #causes: CauseTable;
  readonly #totals = noTotals();
  #durationMs = 0;
  #details = 0;

  constructor(options: {
    repositoryId: string;
    limits: ReportLimits;
    warnings: WarningList;
    onTest: (test: ParsedTest) => void;
  }) {
    this.#repositoryId = options.repositoryId;
    this.#limits = options.limits;
    this.#onTest = options.onTest;
    this.#warnings = options.warnings;
    this.#suites = new SuiteTable(options.repositoryId, options.limits);
    this.#causes = new CauseTable(options.limits);
  }

  /** Counts so far. */
  get tests(): number {
    return this.#totals.tests;
  }

  add(test: OpenTest, suites: string[]): void {
    const { attributes, status, flaky } = test;
    const limit = this.#limits.name;
    const names = {
      suites,
      className: attributes.classname || undefined,
      name: attributes.name ?? '',
      file: attributes.file || undefined,
    };
    if (!names.name) {
      this.#warnings.once('name', 'A test has no name', { line: test.line });
    }
    if (test.leftOut > 0) {
      this.#warnings.once(
        'perTest',
        `A test has more than ${
          this.#limits.perTest
        } failures or properties; the others are left out`,
        { line: test.line },
      );
    }
    const durationMs = this.#duration(test);
    const index = this.#totals.tests;
    const suite = this.#suites.of(names.suites, index);
    if (this.#suites.full) {
      this.#warnings.once(
        'suites',
        `More than ${this.#limits.suites} suites; the others are shown as one`,
        { line: test.line },
      );
    }
    for (const totals of [this.#totals, suite.totals]) {
      totals.tests += 1;
      totals[status] += 1;
      totals.flaky += flaky ? 1 : 0;
    }
    suite.lastTest = index;
    suite.durationMs += durationMs ?? 0;
    this.#durationMs += durationMs ?? 0;
    this.#onTest({
      index,
      key: testKey(this.#repositoryId, names),
      suite: suite.suite,
      name: (names.name || '(no name)').slice(0, limit),
      className: names.className?.slice(0, limit),
      file: names.file?.slice(0, limit),
      status,
      flaky,
      durationMs,
      cause: test.cause && this.#causes.add(test.cause),
      message: test.message,
      detail: this.#detail(test),
    });
  }

  addSuiteOutput(suites: string[], text: string, place: Place): void {
    const suite = this.#suites.find(suites);
    if (suite && this.#spend(text.length, place)) {
      suite.output = `${suite.output ?? ''}${text}`.slice(0, this.#limits.text);
    }
  }

  summary(): Omit<ParsedSummary, 'state'> {
    return {
      totals: this.#totals,
      durationMs: this.#durationMs,
      warnings: this.#warnings.items,
      warningsLeftOut: this.#warnings.leftOut,
      suites: this.#suites.all(),
      causes: this.#causes.all(),
    };
  }

  #duration({ attributes, line }: OpenTest): number | undefined {
    const durationMs = parseSeconds(attributes.time);
    if (attributes.time && durationMs === undefined) {
      const shown = attributes.time.slice(0, 50);
      this.#warnings.once(
        'time',
        `"${shown}" is no time in seconds; it is left out`,
        { line },
      );
    }
    return durationMs;
  }

  #detail(test: OpenTest): string | undefined {
    const detail = test.detail();
    if (!detail) {
      return undefined;
    }
    const text = JSON.stringify(detail);
    return this.#spend(text.length, { line: test.line }) ? text : undefined;
  }

  /** Whether so many characters of traces and outputs may still be kept. */
  #spend(characters: number, place: Place): boolean {
    if (this.#details + characters > this.#limits.details) {
      this.#warnings.once(
        'details',
        'The traces and outputs of this report are too long together; those from here on are left out',
        place,
      );
      return false;
    }
    this.#details += characters;
    return true;
  }
}
