import type {
  KeyText,
  OutlineEntry,
  OutlineList,
  OutlineMap,
  OutlineScalar,
  OutlineSlot,
} from './outline';
import { lineEnd, quoteEnd } from './scan';

/** Levels that are read; what is deeper is passed over. */
export const deepest = 100;

/** Takes what is found inside of brackets. */
export interface FlowSink {
  scalar(
    slot: OutlineSlot,
    from: number,
    to: number,
    style: OutlineScalar['style'],
  ): void;
  entry(map: OutlineMap, key: KeyText): OutlineEntry;
}

/** Reads values with brackets, also those that nothing closes. */
export class FlowReader {
  readonly #text: string;
  readonly #sink: FlowSink;

  constructor(text: string, sink: FlowSink) {
    this.#text = text;
    this.#sink = sink;
  }

  /**
   * Reads the value at an offset; gives back the offset behind it.
   *
   * @param stop - where the lines end that may belong to it
   */
  read(slot: OutlineSlot, at: number, stop: number): number {
    if (slot.path.length >= deepest) {
      return stop;
    }
    const open = this.#text[at];
    if (open === '{') {
      const map: OutlineMap = { kind: 'map', path: slot.path, entries: [] };
      slot.value ??= map;
      return this.#map(map, at + 1, stop);
    }
    if (open === '[') {
      const list: OutlineList = { kind: 'list', path: slot.path, items: [] };
      slot.value ??= list;
      return this.#list(list, at + 1, stop);
    }
    const quoted = open === '"' || open === "'";
    const to = quoted
      ? quoteEnd(this.#text, at, stop, lineEnd(this.#text, at))
      : this.#plainEnd(at, stop);
    this.#sink.scalar(slot, at, to, quoted ? open : 'plain');
    return to;
  }

  #map(map: OutlineMap, start: number, stop: number): number {
    let at = this.#space(start, stop);
    while (at < stop && !/[}\]]/.test(this.#text[at])) {
      const quote = this.#text[at];
      const quoted = quote === '"' || quote === "'";
      const to = quoted
        ? quoteEnd(this.#text, at, stop, lineEnd(this.#text, at))
        : Math.max(at + 1, this.#keyEnd(at, stop));
      const source = this.#text.slice(at, to).trimEnd();
      const colon = /^\s*:/.exec(this.#text.slice(to, stop));
      const entry = this.#sink.entry(map, {
        key: quoted ? source.slice(1, -1) : source,
        from: at,
        to: at + source.length,
        colon: Boolean(colon),
        behind: to,
      });
      at = this.#space(to + (colon?.[0].length ?? 0), stop, false);
      if (colon && at < stop && !/[,}\]]/.test(this.#text[at])) {
        at = this.read(entry, at, stop);
      }
      at = this.#space(at, stop);
    }
    return this.#text[at] === '}' && at < stop ? at + 1 : at;
  }

  #list(list: OutlineList, start: number, stop: number): number {
    let at = this.#space(start, stop);
    while (at < stop && !/[}\]]/.test(this.#text[at])) {
      const item: OutlineSlot = { path: [...list.path, list.items.length] };
      list.items.push(item);
      at = this.#space(this.read(item, at, stop), stop);
    }
    return this.#text[at] === ']' && at < stop ? at + 1 : at;
  }

  #keyEnd(at: number, stop: number): number {
    const found = /[,{}[\]\n]|:(?=[\s,}\]'"]|$)/.exec(
      this.#text.slice(at, stop),
    );
    return at + (found?.index ?? stop - at);
  }

  #plainEnd(at: number, stop: number): number {
    const rest = this.#text.slice(at, stop);
    // Expressions have braces of their own.
    const [plain] = /^(?:\$\{\{.{0,2000}?(?:\}\}|$)|[^,{}[\]\n])*/m.exec(rest)!;
    return at + Math.max(1, plain.trimEnd().length);
  }

  #space(at: number, stop: number, commas = true): number {
    const space = commas ? /^(?:[\s,:]|#.*)*/ : /^(?:\s|#.*)*/;
    const [skipped] = space.exec(this.#text.slice(at, stop))!;
    return at + skipped.length;
  }
}
