/** The offset of the line feed, or of the end. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

export function indentOf(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') {
    end += 1;
  }
  return end - at;
}

export function isEmpty(rest: string): boolean {
  return /^\s*(?:#.*)?\r?$/.test(rest);
}

/** Length of a text without quotes, up to a comment; expressions are one piece. */
export function plainLength(rest: string): number {
  const [plain] = /^(?:\$\{\{.{0,2000}?\}\}|(?!\s#).)*/.exec(rest)!;
  return plain.trimEnd().length;
}

/**
 * Behind the quote that closes; where there is none before `stop`, the end of
 * the line.
 */
export function quoteEnd(
  text: string,
  at: number,
  stop: number,
  end = stop,
): number {
  const quoted = text[at] === "'" ? /^'(?:[^']|'')*'/ : /^"(?:[^"\\]|\\[^])*"/;
  const found = quoted.exec(text.slice(at, stop));
  return found ? at + found[0].length : Math.min(stop, end);
}

/** The end of the last line that is indented deeper than a column. */
export function blockEnd(text: string, end: number, column: number): number {
  let last = end;
  for (let next = last + 1; next < text.length; ) {
    const to = lineEnd(text, next);
    const empty = text.slice(next, to).trim() === '';
    if (!empty && indentOf(text, next) <= column) {
      return last;
    }
    last = empty ? last : to;
    next = to + 1;
  }
  return last;
}
