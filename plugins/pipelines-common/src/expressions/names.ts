/** Names of steps, inputs, outputs and matrix axes: every reference parses. */
export const namePattern = /^[a-z][A-Za-z0-9_]{0,62}$/;

/** Words that CEL keeps for itself. */
export const celKeywords: ReadonlySet<string> = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'false',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'namespace',
  'null',
  'package',
  'prototype',
  'return',
  'true',
  'var',
  'void',
  'while',
]);

/** Why a name cannot be used; undefined if it can. */
export function whyBadName(name: string): string | undefined {
  if (!namePattern.test(name)) {
    return `"${name.slice(
      0,
      80,
    )}" is not a name: it begins with a small letter and has only letters, digits and underscores, at most 63.`;
  }
  if (celKeywords.has(name)) {
    return `"${name}" is a word of the expression language. Choose another name.`;
  }
  return undefined;
}

/** The known name that was surely meant: one or two letters off, and no other is. */
export function nearestName(name: string, known: string[]): string | undefined {
  const near = known
    .slice(0, 500)
    .map(candidate => ({ candidate, distance: distance(name, candidate) }))
    .filter(
      ({ candidate, distance: far }) =>
        far <=
        Math.min(2, Math.floor(Math.min(candidate.length, name.length) / 3)),
    );
  near.sort((a, b) => a.distance - b.distance);
  return near.length > 0 && near[0].distance !== near[1]?.distance
    ? near[0].candidate
    : undefined;
}

/** Changes of one letter, two neighbours swapped counting as one. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 64) {
    return Infinity;
  }
  const rows: number[][] = [
    Array.from({ length: b.length + 1 }, (_, at) => at),
  ];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        rows[i - 1][j] + 1,
        rows[i][j - 1] + 1,
        rows[i - 1][j - 1] + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2][j - 2] + 1);
      }
      rows[i][j] = best;
    }
  }
  return rows[a.length][b.length];
}

/** `a, b or c`, at most 12 of them. */
export function listNames(names: string[]): string {
  if (names.length === 0) {
    return 'nothing';
  }
  const shown = names.slice(0, 12);
  return names.length > shown.length
    ? `${shown.join(', ')}, …`
    : shown.join(', ');
}
