import { JUnitDocument } from './JUnitDocument';
import type { ReportLimits } from './limits';
import type { ParsedSummary, ParsedTest } from './parsed';
import { ReportBuilder } from './ReportBuilder';
import { WarningList } from './WarningList';

/**
 * Reads a report from JUnit XML: one file, or the files of a folder one after
 * the other. Nothing of it is in memory but counts, suites and causes, all
 * bounded. It never throws for what is in a file.
 */
export class JUnitReader {
  readonly #limits: ReportLimits;
  readonly #warnings: WarningList;
  readonly #report: ReportBuilder;
  #document: JUnitDocument | undefined;
  #readable = false;
  #damaged = false;

  constructor(options: {
    repositoryId: string;
    limits: ReportLimits;
    onTest: (test: ParsedTest) => void;
  }) {
    this.#limits = options.limits;
    this.#warnings = new WarningList(options.limits.warnings);
    this.#report = new ReportBuilder({ ...options, warnings: this.#warnings });
  }

  /** True once nothing more of this file will be read. */
  get stopped(): boolean {
    return this.#document?.stopped ?? false;
  }

  /** True once nothing more will be read at all. */
  get full(): boolean {
    return this.#report.tests >= this.#limits.tests;
  }

  warn(message: string, place?: { line: number }): void {
    this.#warnings.add(message, place);
  }

  /** Something is lost that belongs to the report. */
  damage(message: string): void {
    this.#damaged = true;
    this.warn(message);
  }

  write(chunk: string): void {
    this.#document ??= new JUnitDocument({
      limits: this.#limits,
      warnings: this.#warnings,
      report: this.#report,
    });
    this.#document.write(chunk);
  }

  /** What is written from now on is of the named file; warnings say so. */
  nextFile(path: string): void {
    this.endFile();
    this.#warnings.file = path;
  }

  /** The end of a file, and of what warnings are about. */
  endFile(): void {
    const document = this.#document;
    this.#document = undefined;
    document?.end();
    this.#readable ||= document?.readable ?? false;
    // A folder may hold XML of other tools; a file of a report may not be it.
    this.#damaged ||=
      (document?.damaged ?? false) &&
      (document?.readable === true || !this.#warnings.file);
    this.#warnings.file = undefined;
  }

  finish(): ParsedSummary {
    this.endFile();
    if (!this.#readable && this.#warnings.items.length === 0) {
      this.warn('The file is empty', { line: 1 });
    }
    const summary = this.#report.summary();
    let state: ParsedSummary['state'] = this.#damaged
      ? 'incomplete'
      : 'complete';
    if (!this.#readable || (this.#damaged && summary.totals.tests === 0)) {
      state = 'unreadable';
    }
    return { state, ...summary };
  }
}
