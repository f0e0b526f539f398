import { deepest, FlowReader } from './FlowReader';
import type {
  KeyText,
  Outline,
  OutlineEntry,
  OutlineList,
  OutlineMap,
  OutlineScalar,
  OutlineSlot,
} from './outline';
import {
  blockEnd,
  indentOf,
  isEmpty,
  lineEnd,
  plainLength,
  quoteEnd,
} from './scan';

/** Where the cursor is in an outline. */
export type OutlinePlace =
  | { kind: 'key'; map: OutlineMap; entry: OutlineEntry; column?: number }
  | {
      kind: 'value';
      slot: OutlineSlot;
      scalar: OutlineScalar;
      /** A word alone on its line may become a name: the column it stands in. */
      column?: number;
      /** In a list or map with brackets. */
      flow: boolean;
    };

interface Frame {
  node: OutlineMap | OutlineList;
  column: number;
}

const keyStart = /[^\s#'"[\]{},&*!|>%@`]/;

/**
 * Reads YAML by its indentation. It never gives up: what cannot be understood is
 * passed over, and the lines behind it are read all the same.
 */
export class OutlineReader {
  readonly #text: string;
  readonly #cursor: number;
  readonly #frames: Frame[] = [];
  readonly #flow: FlowReader;
  readonly #root: OutlineSlot = { path: [] };
  #at = 0;
  #place: OutlinePlace | undefined;

  /**
   * @param cursor - of a character; what it stands in is the place
   */
  static read(
    text: string,
    cursor: number,
  ): { root?: Outline; place?: OutlinePlace } {
    const reader = new OutlineReader(text, cursor);
    while (reader.#at < text.length) {
      reader.#line();
    }
    return { root: reader.#root.value, place: reader.#place };
  }

  private constructor(text: string, cursor: number) {
    this.#text = text;
    this.#cursor = cursor;
    this.#flow = new FlowReader(text, {
      scalar: (slot, from, to, style) =>
        this.#scalar(slot, from, to, style, undefined, true),
      entry: (map, key) => this.#add(map, key),
    });
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  #line() {
    const start = this.#at;
    const end = lineEnd(this.#text, start);
    let at = start + indentOf(this.#text, start);
    const rest = () => this.#text.slice(at, end);
    let slot: OutlineSlot | undefined;
    this.#at = end + 1;
    if (/^(?:---|\.\.\.|%)/.test(rest()) && at === start) {
      return;
    }
    while (
      /^-(?:\s|$)/.test(this.#text.slice(at, at + 2)) &&
      this.#frames.length < deepest
    ) {
      slot = this.#item(at - start);
      at += 1;
      at += indentOf(this.#text, at);
    }
    if (isEmpty(rest())) {
      return;
    }
    const column = at - start;
    const key = this.#keyAt(at, end);
    if (key) {
      this.#value(this.#entry(column, key), key.behind, column);
    } else if (slot) {
      this.#value(slot, at, column - 1, column);
    } else {
      this.#word(column, at, end);
    }
  }

  /** A line that is only a word: the beginning of a name, or a value. */
  #word(column: number, at: number, end: number) {
    this.#leave(column, 'map');
    const top = this.#frames[this.#frames.length - 1];
    const slot = this.#slotOf(top);
    const inMap = top?.node.kind === 'map' && top.column === column;
    if (inMap || slot.value?.kind === 'map' || !top) {
      const to = at + plainLength(this.#text.slice(at, end));
      const name = { from: at, to, behind: to, colon: false };
      this.#entry(column, { ...name, key: this.#text.slice(at, to) });
    } else if (!slot.value) {
      this.#value(slot, at, top.column, column);
    } else if (slot.value.kind === 'scalar') {
      // A text that goes on.
      const scalar = slot.value;
      scalar.to = end;
      scalar.source = this.#text.slice(scalar.from, end);
      if (this.#isHere(at, end)) {
        this.#place = { kind: 'value', slot, scalar, flow: false };
      }
    }
  }

  /** Leaves what is indented deeper; a list at the same column ends at a name. */
  #leave(column: number, next: 'map' | 'list') {
    for (;;) {
      const top = this.#frames[this.#frames.length - 1];
      const deeper =
        top &&
        (top.column > column ||
          (top.column === column &&
            top.node.kind === 'list' &&
            next === 'map'));
      if (!deeper) {
        return;
      }
      this.#frames.pop();
    }
  }

  /** Where the next value inside of a frame goes. */
  #slotOf(frame: Frame | undefined): OutlineSlot {
    if (!frame) {
      return this.#root;
    }
    const { node } = frame;
    const slots = node.kind === 'map' ? node.entries : node.items;
    return slots[slots.length - 1];
  }

  #item(column: number): OutlineSlot {
    this.#leave(column, 'list');
    let top = this.#frames[this.#frames.length - 1];
    if (top?.node.kind !== 'list' || top.column !== column) {
      const slot = this.#slotOf(top);
      const list: OutlineList =
        slot.value?.kind === 'list'
          ? slot.value
          : { kind: 'list', path: slot.path, items: [] };
      slot.value ??= list;
      top = { node: list, column };
      this.#frames.push(top);
    }
    const { items, path } = top.node as OutlineList;
    const item: OutlineSlot = { path: [...path, items.length] };
    items.push(item);
    return item;
  }

  #entry(column: number, key: KeyText): OutlineEntry {
    this.#leave(column, 'map');
    let top = this.#frames[this.#frames.length - 1];
    if (top?.node.kind !== 'map' || top.column !== column) {
      const slot = this.#slotOf(top);
      const map: OutlineMap =
        slot.value?.kind === 'map'
          ? slot.value
          : { kind: 'map', path: slot.path, entries: [] };
      slot.value ??= map;
      top = { node: map, column };
      this.#frames.push(top);
    }
    return this.#add(top.node as OutlineMap, key, column);
  }

  #add(map: OutlineMap, key: KeyText, column?: number): OutlineEntry {
    const entry: OutlineEntry = {
      key: key.key,
      from: key.from,
      to: key.to,
      colon: key.colon,
      path: [...map.path, key.key],
    };
    map.entries.push(entry);
    if (this.#isHere(key.from, key.to)) {
      this.#place = { kind: 'key', map, entry, column };
    }
    return entry;
  }

  #keyAt(at: number, end: number): KeyText | undefined {
    const quote = this.#text[at];
    if (quote === '"' || quote === "'") {
      const to = quoteEnd(this.#text, at, end);
      const colon = /^\s*:(?=\s|$)/.exec(this.#text.slice(to, end));
      return colon
        ? {
            key: this.#text.slice(at + 1, to - 1),
            from: at,
            to,
            colon: true,
            behind: to + colon[0].length,
          }
        : undefined;
    }
    if (!keyStart.test(quote)) {
      return undefined;
    }
    const line = this.#text.slice(at, end);
    const colon = line.search(/:(?:\s|$)/);
    const key = line.slice(0, Math.max(0, colon)).trimEnd();
    return key && !/\s#|\$\{\{/.test(key)
      ? {
          key,
          from: at,
          to: at + key.length,
          colon: true,
          behind: at + colon + 1,
        }
      : undefined;
  }

  /**
   * Reads the value that begins at or behind an offset of the line.
   *
   * @param limit - lines at this column or before it end the value
   * @param column - of one that may still become a name
   */
  #value(slot: OutlineSlot, from: number, limit: number, column?: number) {
    const end = lineEnd(this.#text, from);
    const mark = /^\s*(?:[&!]\S*\s+)*/.exec(this.#text.slice(from, end))!;
    const at = from + mark[0].length;
    const rest = this.#text.slice(at, end);
    if (isEmpty(rest)) {
      return;
    }
    if (/^[|>][-+0-9]*\s*(?:#.*)?$/.test(rest)) {
      this.#scalar(slot, at, blockEnd(this.#text, end, limit), 'block');
    } else if (rest[0] === '{' || rest[0] === '[') {
      this.#at =
        lineEnd(
          this.#text,
          this.#flow.read(slot, at, blockEnd(this.#text, end, limit)),
        ) + 1;
    } else if (rest[0] === '"' || rest[0] === "'") {
      const to = quoteEnd(
        this.#text,
        at,
        blockEnd(this.#text, end, limit),
        end,
      );
      this.#scalar(slot, at, to, rest[0], column);
      this.#at = lineEnd(this.#text, to) + 1;
    } else {
      const to = at + plainLength(rest);
      this.#scalar(slot, at, to, 'plain', column);
    }
  }

  #scalar(
    slot: OutlineSlot,
    from: number,
    to: number,
    style: OutlineScalar['style'],
    column?: number,
    flow = false,
  ) {
    const source = this.#text.slice(from, to);
    const scalar: OutlineScalar = { kind: 'scalar', source, from, to, style };
    const here = this.#isHere(from, to);
    if (here) {
      this.#place = { kind: 'value', slot, scalar, column, flow };
    }
    // A word that is just being written leaves room for the names behind it.
    if (!here || column === undefined) {
      slot.value ??= scalar;
    }
    if (style === 'block') {
      this.#at = to + 1;
    }
  }

  #isHere(from: number, to: number): boolean {
    return this.#cursor >= from && this.#cursor < to;
  }
}
