/** A piece of text, or an expression with its place in the string. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | { kind: 'expression'; source: string; start: number }
  | { kind: 'open'; start: number };

/**
 * Splits a string at `${{ … }}`. `$${{` stands for `${{` itself. The end is the
 * first `}}` outside of quotes and of braces that the expression opened.
 */
export function splitTemplate(value: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  while (at < value.length) {
    const next = value.indexOf('${{', at);
    if (next < 0) {
      break;
    }
    if (next > at && value[next - 1] === '$') {
      text += `${value.slice(at, next - 1)}\${{`;
      at = next + 3;
      continue;
    }
    text += value.slice(at, next);
    const end = findEnd(value, next + 3);
    if (text) {
      parts.push({ kind: 'text', text });
      text = '';
    }
    if (end === undefined) {
      parts.push({ kind: 'open', start: next });
      return parts;
    }
    parts.push({
      kind: 'expression',
      source: value.slice(next + 3, end),
      start: next + 3,
    });
    at = end + 2;
  }
  text += value.slice(at);
  if (text || parts.length === 0) {
    parts.push({ kind: 'text', text });
  }
  return parts;
}

function findEnd(value: string, from: number): number | undefined {
  let quote = '';
  let depth = 0;
  for (let at = from; at < value.length; at++) {
    const character = value[at];
    if (quote) {
      if (character === '\\') {
        at++;
      } else if (character === quote) {
        quote = '';
      }
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '{') {
      depth++;
    } else if (character === '}' && depth > 0) {
      depth--;
    } else if (character === '}' && value[at + 1] === '}') {
      return at;
    }
  }
  return undefined;
}
