import Anser from 'anser';

/** A piece of a log line in one look. */
export interface AnsiPiece {
  text: string;
  color?: string;
  background?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  href?: string;
}

const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);

const names: Record<string, string> = {
  black: 'var(--dop-text-soft)',
  red: 'var(--dop-red)',
  green: 'var(--dop-green)',
  yellow: 'var(--dop-amber)',
  blue: 'var(--dop-blue)',
  magenta: 'var(--dop-violet)',
  cyan: 'var(--dop-link)',
  white: 'var(--dop-text)',
};

/** The sixteen colours become tokens, so that both themes can be read. */
function colorOf(
  name: string | null | undefined,
  truecolor: string | null | undefined,
): string | undefined {
  if (!name) {
    return undefined;
  }
  if (name === 'ansi-truecolor') {
    return truecolor ? `rgb(${truecolor})` : undefined;
  }
  return names[name.replace(/^ansi-(bright-)?/, '')];
}

/** A window title that a program sets: nothing to see in a log. */
const title = new RegExp(
  `${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)`,
  'g',
);

const softOf: Record<string, string> = {
  red: 'var(--dop-red-soft)',
  green: 'var(--dop-green-soft)',
  yellow: 'var(--dop-amber-soft)',
  blue: 'var(--dop-blue-soft)',
  magenta: 'var(--dop-violet-soft)',
};

/** What a terminal would show of a line that was written over with `\r`. */
export function visibleText(line: string): string {
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

/** The text alone, without escape sequences and control characters. */
export function plainText(line: string): string {
  const text = Anser.ansiToText(visibleText(line).replace(title, ''));
  return [...text]
    .filter(
      character =>
        character === '\t' || (character >= ' ' && character !== '\x7f'),
    )
    .join('');
}

const address = /https?:\/\/[^\s"'<>`]+[^\s"'<>`.,;:!?)\]}]/g;

function withLinks(piece: AnsiPiece): AnsiPiece[] {
  const pieces: AnsiPiece[] = [];
  let from = 0;
  for (const match of piece.text.matchAll(address)) {
    pieces.push({ ...piece, text: piece.text.slice(from, match.index) });
    pieces.push({ ...piece, text: match[0], href: match[0] });
    from = match.index + match[0].length;
  }
  pieces.push({ ...piece, text: piece.text.slice(from) });
  return pieces.filter(({ text }) => text !== '');
}

/** A line with ANSI colours as pieces. */
export function ansiPieces(line: string): AnsiPiece[] {
  const text = visibleText(line);
  if (!text.includes(escape)) {
    return withLinks({ text: plainText(text) });
  }
  return Anser.ansiToJson(text, {
    json: true,
    use_classes: true,
    remove_empty: true,
  }).flatMap(part => {
    const has = (name: string) =>
      part.decorations.some(decoration => decoration === name);
    return withLinks({
      text: plainText(part.content),
      color: colorOf(part.fg, part.fg_truecolor),
      background: part.bg
        ? softOf[part.bg.replace(/^ansi-(bright-)?/, '')] ??
          'var(--dop-surface-sunken)'
        : undefined,
      bold: has('bold'),
      dim: has('dim'),
      italic: has('italic'),
      underline: has('underline'),
      strike: has('strikethrough'),
    });
  });
}
