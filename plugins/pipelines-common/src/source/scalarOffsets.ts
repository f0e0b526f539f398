/**
 * For each character of a string of a YAML file, its offset in the file.
 *
 * Plain text maps one to one; quotes, escapes, indentation and folded lines do
 * not, so both texts are walked side by side. Where they cannot be matched, the
 * rest points to the last place that could.
 */
export function scalarOffsets(
  text: string,
  at: { start: number; end: number },
  value: string,
): number[] {
  const raw = text.slice(at.start, at.end);
  const quote = raw[0] === '"' || raw[0] === "'" ? raw[0] : undefined;
  let position = quote ? 1 : blockStart(raw);
  const offsets: number[] = [];
  for (let index = 0; index < value.length; ) {
    const step = advance(raw, position, value, index, quote);
    for (let taken = 0; taken < step.taken; taken++) {
      offsets.push(at.start + Math.min(step.from, raw.length));
    }
    position = step.next;
    index += step.taken;
  }
  offsets.push(at.start + Math.min(position, raw.length));
  return offsets;
}

function blockStart(raw: string): number {
  return raw[0] === '|' || raw[0] === '>' ? raw.indexOf('\n') + 1 : 0;
}

function advance(
  raw: string,
  position: number,
  value: string,
  index: number,
  quote: string | undefined,
): { from: number; next: number; taken: number } {
  if (quote === '"' && raw[position] === '\\') {
    const length =
      { x: 4, u: 6, U: 10 }[raw[position + 1] as 'x' | 'u' | 'U'] ?? 2;
    if (raw[position + 1] === '\n') {
      return { from: position, next: skipSpace(raw, position + 2), taken: 0 };
    }
    const wide = raw[position + 1] === 'U' && isWide(value, index);
    return { from: position, next: position + length, taken: wide ? 2 : 1 };
  }
  if (quote === "'" && raw.startsWith("''", position)) {
    return { from: position, next: position + 2, taken: 1 };
  }
  if (isSpace(value[index])) {
    if (raw[position] === value[index] && value[index] !== '\n') {
      return { from: position, next: position + 1, taken: 1 };
    }
    const next = skipSpace(raw, position);
    const same = raw[position] === '\n' || next > position;
    if (same && !isSpace(value[index + 1] ?? 'x')) {
      return { from: position, next, taken: 1 };
    }
    return { from: position, next: position + (same ? 1 : 0), taken: 1 };
  }
  const start =
    raw[position] === value[index] ? position : skipSpace(raw, position);
  const matched = raw[start] === value[index];
  return { from: start, next: matched ? start + 1 : start, taken: 1 };
}

function isSpace(character: string): boolean {
  return (
    character === ' ' ||
    character === '\n' ||
    character === '\t' ||
    character === '\r'
  );
}

function isWide(value: string, index: number): boolean {
  return (value.codePointAt(index) ?? 0) > 0xffff;
}

function skipSpace(raw: string, position: number): number {
  let next = position;
  while (next < raw.length && isSpace(raw[next])) {
    next++;
  }
  return next;
}
