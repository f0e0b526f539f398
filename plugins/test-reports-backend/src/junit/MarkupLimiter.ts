import { countLines, cutBefore } from './cutMarkup';
import type { ReportLimits } from './limits';
import type { MarkupSink, Omission } from './MarkupSink';

type State =
  | 'text'
  | 'open'
  | 'tag'
  | 'value'
  | 'cdata'
  | 'comment'
  | 'doctype'
  | 'instruction';

const tagMark = /[>"']/g;
const doctypeMark = /<!--|[[\]>"']/g;

/**
 * Stands before the parser and keeps every single node small, so that no text,
 * attribute or tag, however long, is ever in memory as a whole. Comments,
 * processing instructions and document types never reach the parser: nothing
 * that a DTD declares can have an effect.
 */
export class MarkupLimiter {
  readonly #limits: ReportLimits;
  readonly #sink: MarkupSink;
  #state: State = 'text';
  #data = '';
  #at = 0;
  /** Start of what is kept of `#data` and not yet written. */
  #from = 0;
  /** Characters kept of the present text or attribute. */
  #kept = 0;
  #tagLength = 0;
  #omitted = false;
  #quote = '';
  #depth = 0;
  #doctypeComment = false;

  constructor(limits: ReportLimits, sink: MarkupSink) {
    this.#limits = limits;
    this.#sink = sink;
  }

  /** Whether the markup so far could end here. */
  get settled(): boolean {
    return this.#state === 'text' && this.#data === '';
  }

  write(chunk: string): void {
    this.#data += chunk;
    this.#at = 0;
    this.#from = 0;
    while (this.#at < this.#data.length && this.#step()) {
      // Each step moves on.
    }
    this.#flush(this.#at);
    this.#data = this.#data.slice(this.#at);
  }

  /** One step; false if it needs more input. */
  #step(): boolean {
    switch (this.#state) {
      case 'text':
        return this.#text();
      case 'open':
        return this.#open();
      case 'tag':
        return this.#tag();
      case 'value':
        return this.#value();
      case 'cdata':
        return this.#cdata();
      case 'comment':
        return this.#drop('-->');
      case 'instruction':
        return this.#drop('?>');
      default:
        return this.#doctype();
    }
  }

  #text(): boolean {
    const end = this.#data.indexOf('<', this.#at);
    this.#keepText(end < 0 ? this.#data.length : end);
    if (end >= 0) {
      this.#state = 'open';
    }
    return true;
  }

  /** At a `<`: what begins here? */
  #open(): boolean {
    const data = this.#data;
    const at = this.#at;
    const left = data.length - at;
    if (left < 2 || (data[at + 1] === '!' && left < 9)) {
      return false;
    }
    if (data.startsWith('<![CDATA[', at)) {
      this.#at += 9;
      this.#state = 'cdata';
      return true;
    }
    this.#kept = 0;
    this.#omitted = false;
    if (data.startsWith('<!--', at)) {
      this.#skip(4);
      this.#state = 'comment';
    } else if (data[at + 1] === '!') {
      this.#omit('doctype');
      this.#skip(2);
      this.#depth = 0;
      this.#quote = '';
      this.#state = 'doctype';
    } else if (data[at + 1] === '?') {
      this.#skip(2);
      this.#state = 'instruction';
    } else {
      this.#at += 1;
      this.#tagLength = 1;
      this.#state = 'tag';
    }
    return true;
  }

  #tag(): boolean {
    const end = this.#next(tagMark);
    const stop = end < 0 ? this.#data.length : end + 1;
    if (this.#tagLength > this.#limits.tag) {
      if (!this.#omitted) {
        this.#omitted = true;
        this.#omit('tag');
      }
      this.#skip((end < 0 ? stop : end) - this.#at);
      if (end >= 0 && this.#data[end] !== '>') {
        this.#skip(1);
      }
    } else {
      this.#tagLength += stop - this.#at;
      this.#at = stop;
    }
    if (end < 0) {
      return true;
    }
    if (this.#data[end] === '>') {
      this.#at = stop;
      this.#state = 'text';
      this.#kept = 0;
      this.#omitted = false;
    } else {
      this.#quote = this.#data[end];
      this.#kept = 0;
      this.#state = 'value';
    }
    return true;
  }

  #value(): boolean {
    const swallow = this.#tagLength > this.#limits.tag;
    const limit = swallow ? 0 : this.#limits.attribute;
    const end = this.#data.indexOf(this.#quote, this.#at);
    const stop = end < 0 ? this.#data.length : end;
    const room = Math.max(0, limit - this.#kept);
    if (stop - this.#at > room) {
      if (!swallow && this.#kept <= limit) {
        this.#omit('attribute');
      }
      this.#keep(cutBefore(this.#data, this.#at, this.#at + room) - this.#at);
      this.#kept = limit + 1;
      // A quote that is missing must not swallow the tests that follow.
      const next = this.#data.indexOf('<', this.#at);
      if (!swallow && next >= 0 && next < stop) {
        this.#skip(next - this.#at);
        this.#sink.write(`${this.#quote}>`);
        this.#state = 'open';
        return true;
      }
      this.#skip(stop - this.#at);
    } else {
      this.#keep(stop - this.#at);
    }
    if (end >= 0) {
      if (swallow) {
        this.#skip(1);
      } else {
        this.#at += 1;
      }
      this.#state = 'tag';
    }
    return true;
  }

  #cdata(): boolean {
    const end = this.#data.indexOf(']]>', this.#at);
    const stop = end < 0 ? this.#data.length - 2 : end;
    if (stop > this.#at) {
      this.#keepText(stop);
    }
    if (end < 0) {
      return false;
    }
    this.#at += 3;
    this.#state = 'text';
    return true;
  }

  #drop(mark: string): boolean {
    const end = this.#data.indexOf(mark, this.#at);
    if (end < 0) {
      const keep = mark.length - 1;
      this.#skip(Math.max(0, this.#data.length - keep - this.#at));
      return false;
    }
    this.#skip(end + mark.length - this.#at);
    this.#state = 'text';
    return true;
  }

  #doctype(): boolean {
    if (this.#doctypeComment) {
      const more = this.#drop('-->');
      if (this.#state === 'text') {
        this.#doctypeComment = false;
        this.#state = 'doctype';
      }
      return more;
    }
    if (this.#quote) {
      const end = this.#data.indexOf(this.#quote, this.#at);
      this.#skip((end < 0 ? this.#data.length : end + 1) - this.#at);
      this.#quote = end < 0 ? this.#quote : '';
      return true;
    }
    const end = this.#next(doctypeMark);
    if (end < 0) {
      const tail = this.#data.lastIndexOf('<');
      const stop =
        tail >= this.#at && tail > this.#data.length - 4
          ? tail
          : this.#data.length;
      this.#skip(stop - this.#at);
      return false;
    }
    const mark = this.#data[end];
    this.#skip(end + (mark === '<' ? 4 : 1) - this.#at);
    if (mark === '<') {
      this.#doctypeComment = true;
    } else if (mark === '[') {
      this.#depth += 1;
    } else if (mark === ']') {
      this.#depth -= 1;
    } else if (mark === '>') {
      this.#state = this.#depth > 0 ? 'doctype' : 'text';
    } else {
      this.#quote = mark;
    }
    return true;
  }

  #keepText(end: number): void {
    const room = Math.max(0, this.#limits.text - this.#kept);
    if (end - this.#at > room) {
      if (!this.#omitted) {
        this.#omitted = true;
        this.#omit('text');
      }
      this.#keep(cutBefore(this.#data, this.#at, this.#at + room) - this.#at);
      this.#kept = this.#limits.text;
      this.#skip(end - this.#at);
    } else {
      this.#keep(end - this.#at);
    }
  }

  #next(mark: RegExp): number {
    mark.lastIndex = this.#at;
    return mark.exec(this.#data)?.index ?? -1;
  }

  #keep(length: number): void {
    this.#kept += length;
    this.#at += length;
    this.#tagLength += this.#state === 'value' ? length : 0;
  }

  #skip(length: number): void {
    if (length === 0) {
      return;
    }
    this.#flush(this.#at);
    const end = this.#at + length;
    const lines = countLines(this.#data, this.#at, end);
    this.#at = end;
    this.#from = end;
    if (lines > 0) {
      this.#sink.skipLines(lines);
    }
  }

  /** What is kept goes first, so that the parser knows the line. */
  #omit(what: Omission): void {
    this.#flush(this.#at);
    this.#sink.omit(what);
  }

  #flush(end: number): void {
    if (end > this.#from) {
      this.#sink.write(this.#data.slice(this.#from, end));
    }
    this.#from = end;
  }
}
