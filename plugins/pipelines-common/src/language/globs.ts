/** Two stars and a slash: nothing, or folders that end with a slash. */
const anyFolders = 'any folders';
const insideFolders = 'inside folders';

/**
 * Whether a branch, tag or path matches a pattern. `*` stands for any characters
 * but `/`, `**` for any characters, `?` for one but `/`.
 *
 * @remarks Time grows with the product of both lengths, whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = tokenize(pattern);
  // Positions in the tokens that the text up to here can have reached.
  let reached = new Set([0]);
  close(tokens, reached);
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reached) {
      step(tokens[at], character, at, next);
    }
    close(tokens, next);
    reached = next;
  }
  return reached.has(tokens.length);
}

function step(
  token: string | undefined,
  character: string,
  at: number,
  next: Set<number>,
): void {
  switch (token) {
    case undefined:
    case anyFolders:
      break;
    case '**':
      next.add(at);
      break;
    case '*':
      if (character !== '/') {
        next.add(at);
      }
      break;
    case insideFolders:
      next.add(at);
      if (character === '/') {
        next.add(at + 1);
      }
      break;
    case '?':
      if (character !== '/') {
        next.add(at + 1);
      }
      break;
    default:
      if (token === character) {
        next.add(at + 1);
      }
  }
}

/**
 * Whether any pattern matches; one that begins with `!` takes away again what an
 * earlier one matched.
 */
export function matchesAny(patterns: string[], text: string): boolean {
  let matches = patterns.length > 0 && patterns[0].startsWith('!');
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      matches = matches && !matchesGlob(pattern.slice(1), text);
    } else {
      matches = matches || matchesGlob(pattern, text);
    }
  }
  return matches;
}

/** What may be reached without reading a character. */
function close(tokens: string[], reached: Set<number>): void {
  for (const at of reached) {
    if (tokens[at] === '*' || tokens[at] === '**') {
      reached.add(at + 1);
    } else if (tokens[at] === anyFolders) {
      reached.add(at + 1);
      reached.add(at + 2);
    }
  }
}

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] !== '*' || pattern[at + 1] !== '*') {
      tokens.push(pattern[at]);
      continue;
    }
    while (pattern[at + 1] === '*') {
      at++;
    }
    if (pattern[at + 1] === '/') {
      at++;
      tokens.push(anyFolders, insideFolders);
    } else {
      tokens.push('**');
    }
  }
  return tokens;
}
