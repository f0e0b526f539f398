import type { ReportWarning } from '@dop/plugin-test-reports-common';
import { SaxesParser } from 'saxes';
import type { ReportLimits } from './limits';
import { MarkupLimiter } from './MarkupLimiter';
import type { Omission } from './MarkupSink';
import { OpenTest, type TextTarget } from './OpenTest';
import type { ReportBuilder } from './ReportBuilder';
import type { WarningList } from './WarningList';

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
 * Reads one file of JUnit XML piece by piece, whatever tool wrote it, and gives
 * each test to the report as soon as its end is seen. It never throws for what
 * is in the file: what is wrong becomes a warning with its line, and reading
 * goes on where it can.
 */
export class JUnitDocument {
  readonly #limits: ReportLimits;
  readonly #report: ReportBuilder;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #limiter: MarkupLimiter;
  readonly #warnings: WarningList;
  readonly #elements: Element[] = [];
  #test: OpenTest | undefined;
  #skippedLines = 0;
  #sawRoot = false;
  #damaged = false;
  #stopped = false;

  constructor(options: {
    limits: ReportLimits;
    warnings: WarningList;
    report: ReportBuilder;
  }) {
    this.#limits = options.limits;
    this.#warnings = options.warnings;
    this.#report = options.report;
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

  /** Whether the root element is one of JUnit's. */
  get readable(): boolean {
    return this.#sawRoot;
  }

  /** Whether something is lost that the file should have had. */
  get damaged(): boolean {
    return this.#damaged;
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
      this.#warnings.add(error.message, this.#place());
    }
  }

  /** The end of the file: is it the end of the report? */
  end(): void {
    if (this.#stopped) {
      return;
    }
    if (this.#elements.length === 0 && this.#limiter.settled) {
      return;
    }
    this.#damaged = true;
    const place = this.#place();
    const test = this.#test;
    if (!test) {
      this.#warnings.add(
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
    this.#warnings.add(
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
      if (this.#report.tests >= this.#limits.tests) {
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
    this.#report.add(test, this.#path());
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
      append: text => this.#report.addSuiteOutput(path, text, this.#place()),
    };
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
