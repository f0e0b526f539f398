import { LineCounter } from 'yaml';
import type { Finding, FindingFix, FindingSeverity } from '../Finding';
import { limits } from '../limits';
import type { Rule } from '../rules';

/** Offsets in a file; `end` is behind the last character. */
export interface Range {
  start: number;
  end: number;
}

/** A value and where it is written. */
export interface Located<T> {
  value: T;
  at: Range;
}

/** The text of a file and the findings in it. */
export class SourceFile {
  readonly file: string;
  readonly text: string;
  readonly lineCounter = new LineCounter();
  readonly #findings: Finding[] = [];

  private constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  static create(text: string, file: string): SourceFile {
    return new SourceFile(text, file);
  }

  /** Adds a finding; what is beyond the limit is left out. */
  report(
    at: Range,
    rule: Rule,
    message: string,
    options: {
      severity?: FindingSeverity;
      fix?: { title: string; newText: string; at?: Range };
    } = {},
  ): void {
    if (this.full) {
      return;
    }
    const { line, column, endLine, endColumn } = this.#place(at);
    const known = this.#findings.some(
      finding =>
        finding.line === line &&
        finding.column === column &&
        finding.rule === rule &&
        finding.message === message,
    );
    if (known) {
      return;
    }
    let fix: FindingFix | undefined;
    if (options.fix) {
      const { title, newText } = options.fix;
      fix = { title, newText, ...this.#place(options.fix.at ?? at) };
    }
    this.#findings.push({
      file: this.file,
      line,
      column,
      endLine,
      endColumn,
      rule,
      message,
      severity: options.severity ?? 'error',
      ...(fix && { fix }),
    });
  }

  /** Findings in the order of the file. */
  get findings(): Finding[] {
    return [...this.#findings].sort(
      (a, b) => a.line - b.line || a.column - b.column,
    );
  }

  /** Whether further findings are left out. */
  get full(): boolean {
    return this.#findings.length >= limits.findings;
  }

  get broken(): boolean {
    return this.#findings.some(finding => finding.severity === 'error');
  }

  #place({ start, end }: Range) {
    const from = this.lineCounter.linePos(start);
    const to = this.lineCounter.linePos(Math.max(end, start));
    return {
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
    };
  }
}
