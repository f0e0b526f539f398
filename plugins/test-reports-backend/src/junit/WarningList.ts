import type { ReportWarning } from '@dop/plugin-test-reports-common';

/** The first warnings of a report, and how many more there were. */
export class WarningList {
  readonly #limit: number;
  readonly #kinds = new Set<string>();
  readonly items: ReportWarning[] = [];
  leftOut = 0;
  /** The file of a folder that warnings are about now. */
  file: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(message: string, place?: { line: number; column?: number }): void {
    if (this.items.length < this.#limit) {
      this.items.push({
        message: this.file ? `${this.file}: ${message}` : message,
        ...place,
      });
    } else {
      this.leftOut += 1;
    }
  }

  /** Only the first of its kind. */
  once(
    kind: string,
    message: string,
    place?: { line: number; column?: number },
  ): void {
    if (!this.#kinds.has(kind)) {
      this.#kinds.add(kind);
      this.add(message, place);
    }
  }
}
