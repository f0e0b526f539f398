import type { ReportWarning } from '@dop/plugin-test-reports-common';
import { SaxesParser } from 'saxes';
import { CauseTable } from './CauseTable';
import { testKey } from './identity';
import type { ReportLimits } from './limits';
import { MarkupLimiter, type Omission } from './MarkupLimiter';
import { OpenTest, type TextTarget } from './OpenTest';
import { noTotals, type ParsedSummary, type ParsedTest } from './parsed';
import { parseSeconds } from './parseSeconds';
import { SuiteTable } from './SuiteTable';
import { WarningList } from './WarningList';

type Attributes = Record<string, string>;

const roots = ['testsuites', 'testsuite', 'testcase'];

const forbiddenCharacters =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]';
const forbidden = new RegExp(forbiddenCharacters);
const allForbidden = new RegExp(forbiddenCharacters, 'g');

/** Why reading ended before the end of the file. */
class StopReading extends Error {}

/** An open element; `text` takes the text inside it. */
interface Element {
  name: string;
  suite?: string;
  text?: TextTarget;
}

/**
 * Reads JUnit XML piece by piece, whatever tool wrote it, and gives each test
 * to `onTest` as soon as its end is seen. It keeps only counts, suites and
 * causes, all bounded. It never throws for what is in the file: what is wrong
 * becomes a warning with its line, and reading goes on where it can.
 */
export class JUnitReader {
  readonly #repositoryId: string;
  readonly #limits: ReportLimits;
  readonly #onTest: (test: ParsedTest) => void;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #limiter: MarkupLimiter;
  readonly #warnings: WarningList;
  readonly #elements: Element[] = [];
  readonly #suites: SuiteTable;
  readonly #causes: CauseTable;
  readonly #totals = noTotals();
  #durationMs = 0;
  #details = 0;
  #test: OpenTest | undefined;
  #skippedLines = 0;
  #sawRoot = false;
  #damaged = false;
  #stopped = false;

  constructor(options: {
    repositoryId: string;
    limits: ReportLimits;
    onTest: (test: ParsedTest) => void;
  }) {
    this.#repositoryId = options.repositoryId;
    this.#limits = options.limits;
    this.#onTest = options.onTest;
    this.#warnings = new WarningList(options.limits.warnings);
    this.#suites = new SuiteTable(options.repositoryId, options.limits);
    this.#causes = new CauseTable(options.limits);
    this.#limiter = new MarkupLimiter(options.limits, {
      write: markup => this.#parser.write(this.#clean(markup)),
      skipLines: count => {
        this.#skippedLines += count;
      },
      omit: what => this.#omit(what),
    });
    this.#parser.on('error', error => this.#error(error));
    this.#parser.on('opentag', ({ name, attributes }) =>
      this.#open(name, attributes as Attributes),
    );
    this.#parser.on('text', text => this.#text(text));
    this.#parser.on('cdata', text => this.#text(text));
    this.#parser.on('closetag', () => this.#close());
  }

  /** True once nothing more will be read. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Counts so far. */
  get tests(): number {
    return this.#totals.tests;
  }

  warn(message: string, place?: { line: number }): void {
    this.#warnings.add(message, place);
  }

  write(chunk: string): void {
    if (this.#stopped) {
      return;
    }
    try {
      this.#limiter.write(chunk);
    } catch (error) {
      if (!(error instanceof StopReading)) {
        throw error;
      }
      this.#stopped = true;
      this.#damaged = true;
      this.warn(error.message, this.#place());
    }
  }

  finish(): ParsedSummary {
    if (!this.#stopped) {
      this.#end();
    }
    const readable = this.#sawRoot;
    if (!readable && this.#warnings.items.length === 0) {
      this.warn('The file is empty', { line: 1 });
    }
    let state: ParsedSummary['state'] = this.#damaged
      ? 'incomplete'
      : 'complete';
    if (!readable || (this.#damaged && this.#totals.tests === 0)) {
      state = 'unreadable';
    }
    return {
      state,
      totals: this.#totals,
      durationMs: this.#durationMs,
      warnings: this.#warnings.items,
      warningsLeftOut: this.#warnings.leftOut,
      suites: this.#suites.all(),
      causes: this.#causes.all(),
    };
  }

  /** The end of the file: is it the end of the report? */
  #end(): void {
    if (this.#elements.length === 0 && this.#limiter.settled) {
      return;
    }
    this.#damaged = true;
    const place = this.#place();
    const test = this.#test;
    if (!test) {
      this.warn(
        `The file ends too early: reading stopped at line ${place.line}${
          this.#elements.length > 0
            ? `, inside <${this.#elements[this.#elements.length - 1].name}>`
            : ''
        }`,
        place,
      );
      return;
    }
    const name = test.attributes.name ?? '(no name)';
    const failed = ['failed', 'errored'].includes(test.status);
    this.warn(
      `The file ends too early: reading stopped at line ${
        place.line
      }, inside the test "${name.slice(0, 200)}", which ${
        failed ? 'is kept as far as it was read' : 'is not counted'
      }`,
      place,
    );
    if (failed) {
      this.#finishTest(test);
    }
  }

  #open(fullName: string, written: Attributes): void {
    const attributes = unescapeQuotes(written);
    const name = fullName.slice(fullName.lastIndexOf(':') + 1).toLowerCase();
    if (!this.#sawRoot) {
      if (!roots.includes(name)) {
        throw new StopReading(
          `This is no JUnit XML: it begins with <${fullName.slice(
            0,
            100,
          )}>, expected <testsuites>, <testsuite> or <testcase>`,
        );
      }
      this.#sawRoot = true;
    }
    if (this.#elements.length >= this.#limits.depth) {
      throw new StopReading(
        `More than ${
          this.#limits.depth
        } elements inside each other; reading stopped here`,
      );
    }
    const element: Element = { name };
    const parent = this.#elements[this.#elements.length - 1];
    if (name === 'testcase') {
      if (this.#test) {
        this.#finishTest(this.#test);
      }
      if (this.#totals.tests >= this.#limits.tests) {
        throw new StopReading(
          `More than ${this.#limits.tests} tests; reading stopped here`,
        );
      }
      this.#test = new OpenTest(attributes, this.#place().line, this.#limits);
    } else if (name === 'testsuite') {
      element.suite = attributes.name ?? '';
    } else if (name === 'property' && this.#test) {
      element.text = this.#test.property(attributes);
    } else if (this.#test && parent?.name === 'testcase') {
      element.text = this.#test.child(name, attributes);
    } else if (parent?.name === 'testsuite') {
      element.text = this.#suiteText(name);
    } else {
      // Markup inside a trace or an output belongs to its text.
      element.text = parent?.text;
    }
    this.#elements.push(element);
  }

  #text(text: string): void {
    this.#elements[this.#elements.length - 1]?.text?.append(text);
  }

  #close(): void {
    const element = this.#elements.pop();
    if (element?.name === 'testcase' && this.#test) {
      this.#finishTest(this.#test);
    }
  }

  #finishTest(test: OpenTest): void {
    this.#test = undefined;
    const { attributes, status, flaky } = test;
    const limit = this.#limits.name;
    const names = {
      suites: this.#path(),
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
    const durationMs = parseSeconds(attributes.time);
    if (attributes.time && durationMs === undefined) {
      this.#warnings.once(
        'time',
        `"${attributes.time.slice(
          0,
          50,
        )}" is no time in seconds; it is left out`,
        { line: test.line },
      );
    }
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

  #path(): string[] {
    const names = this.#elements
      .map(({ suite }) => suite)
      .filter(name => name !== undefined && name !== '') as string[];
    return names.filter((name, index) => name !== names[index - 1]);
  }

  #suiteText(name: string): TextTarget | undefined {
    if (name !== 'system-out' && name !== 'system-err') {
      return undefined;
    }
    const path = this.#path();
    return {
      append: text => {
        const suite = this.#suites.find(path);
        if (suite && this.#spend(text.length)) {
          suite.output = `${suite.output ?? ''}${text}`.slice(
            0,
            this.#limits.text,
          );
        }
      },
    };
  }

  #detail(test: OpenTest): string | undefined {
    const detail = test.detail();
    if (!detail) {
      return undefined;
    }
    const text = JSON.stringify(detail);
    return this.#spend(text.length) ? text : undefined;
  }

  /** Whether so many characters of traces and outputs may still be kept. */
  #spend(characters: number): boolean {
    if (this.#details + characters > this.#limits.details) {
      this.#warnings.once(
        'details',
        'The traces and outputs of this report are too long together; those from here on are left out',
        this.#place(),
      );
      return false;
    }
    this.#details += characters;
    return true;
  }

  #clean(markup: string): string {
    if (!forbidden.test(markup)) {
      return markup;
    }
    this.#warnings.once(
      'characters',
      'Characters that XML does not allow were replaced',
      this.#place(),
    );
    return markup.replace(allForbidden, character =>
      character < ' '
        ? String.fromCharCode(0x2400 + character.charCodeAt(0))
        : '\ufffd',
    );
  }

  #omit(what: Omission): void {
    const { limits, place } = { limits: this.#limits, place: this.#place() };
    const messages: Record<Omission, string> = {
      doctype:
        'A document type (DTD) is ignored; nothing that it declares is used',
      text: `A text is longer than ${limits.text} characters; the rest is left out`,
      attribute: `An attribute is longer than ${limits.attribute} characters; the rest is left out`,
      tag: `A tag is longer than ${limits.tag} characters; the rest is left out`,
    };
    this.#warnings.once(what, messages[what], place);
    this.#damaged ||= what === 'tag';
  }

  #error(error: Error): void {
    const message = error.message.replace(/^(?:.*?:)?\d+:\d+: /, '');
    const harmless =
      /undefined entity|disallowed character|character reference/i;
    if (harmless.test(message)) {
      this.#warnings.once(
        message,
        `Not well-formed: ${message}`,
        this.#place(),
      );
      return;
    }
    this.#damaged = true;
    this.#warnings.add(`Not well-formed: ${message}`, this.#place());
  }

  #place(): Required<Pick<ReportWarning, 'line' | 'column'>> {
    return {
      line: this.#parser.line + this.#skippedLines,
      column: this.#parser.column + 1,
    };
  }
}

/** Node's own reporter escapes quotes in attributes twice. */
function unescapeQuotes(attributes: Attributes): Attributes {
  for (const name of ['name', 'message']) {
    if (attributes[name]?.includes('&quot;')) {
      attributes[name] = attributes[name].replace(/&quot;/g, '"');
    }
  }
  return attributes;
}
