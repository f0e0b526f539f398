import { OutlineReader } from './OutlineReader';
import type { Outline, OutlinePath } from './outline';

/** Where the cursor is in a YAML file, and what it would replace. */
export interface YamlPlace {
  /** A name of a map, a value, or a word that may become either. */
  kind: 'key' | 'value' | 'either';
  /** Of the value; of the map, for a name. */
  path: OutlinePath;
  /** What stands there, without quotes. */
  from: number;
  to: number;
  /** What stands there before the cursor. */
  before: string;
  quote?: "'" | '"';
  /** A text of many lines behind `|` or `>`. */
  block: boolean;
  /** Inside of brackets. */
  flow: boolean;
  /** Whether the name has its colon. */
  colon: boolean;
  /** Column of the names beside it; undefined inside of brackets. */
  column?: number;
  /** The names beside it. */
  siblings: string[];
}

/** Stands where the cursor is, so that something does. */
const mark = '\uE000';

/**
 * The place of the cursor and what the file says around it. Works on text that is
 * being written.
 */
export function placeIn(
  text: string,
  offset: number,
): { root?: Outline; place?: YamlPlace } {
  const marked = text.slice(0, offset) + mark + text.slice(offset);
  const { root, place } = OutlineReader.read(marked, offset);
  if (!place) {
    return { root };
  }
  if (place.kind === 'key') {
    const { map, entry, column } = place;
    const quoted = /^['"]/.test(marked[entry.from]) ? 1 : 0;
    const from = entry.from + quoted;
    return {
      root,
      place: {
        kind: 'key',
        path: map.path,
        from,
        to: Math.max(offset, entry.to - quoted - 1),
        before: text.slice(from, offset),
        quote: quoteOf(marked[entry.from]),
        block: false,
        flow: column === undefined,
        colon: entry.colon,
        column,
        siblings: map.entries
          .filter(other => other !== entry)
          .map(other => other.key),
      },
    };
  }
  const { slot, scalar, column, flow } = place;
  const quote = quoteOf(scalar.source[0]);
  const from = scalar.from + (quote ? 1 : 0);
  const closed =
    quote && scalar.source.length > 1 && scalar.source.endsWith(quote);
  const beside = slot.value?.kind === 'map' ? slot.value.entries : [];
  return {
    root,
    place: {
      kind: column === undefined || quote ? 'value' : 'either',
      path: slot.path,
      from,
      to: Math.max(offset, scalar.to - 1 - (closed ? 1 : 0)),
      before: text.slice(from, offset),
      quote: scalar.style === 'block' ? undefined : quote,
      block: scalar.style === 'block',
      flow,
      colon: false,
      column,
      siblings: beside.map(entry => entry.key),
    },
  };
}

function quoteOf(character: string): "'" | '"' | undefined {
  return character === "'" || character === '"' ? character : undefined;
}

/** The expression that is being written at the end of a text, if one is. */
export function openExpression(before: string): string | undefined {
  const open = before.lastIndexOf('${{');
  const escaped = open > 0 && before[open - 1] === '$';
  return open < 0 || escaped || before.includes('}}', open)
    ? undefined
    : before.slice(open + 3);
}
