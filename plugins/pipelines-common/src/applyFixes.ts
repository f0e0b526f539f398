import type { Finding, FindingFix } from './Finding';

/**
 * The text with the changes that are certain. Of two that touch the same place,
 * the later one is left for when the text was checked again.
 *
 * @param findings - of exactly this text
 * @returns the new text, and the changes that it has
 */
export function applyFixes(
  text: string,
  findings: Finding[],
): { text: string; applied: FindingFix[] } {
  // A mark of the encoding is not counted.
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (const { index } of text.matchAll(/\n/g)) {
    starts.push(index + 1);
  }
  const offset = (line: number, column: number) =>
    starts[line - 1] + column - 1;
  const fixes = findings
    .flatMap(({ fix }) => fix ?? [])
    .map(fix => ({
      fix,
      from: offset(fix.line, fix.column),
      to: offset(fix.endLine, fix.endColumn),
    }))
    .sort((a, b) => a.from - b.from);
  const applied: FindingFix[] = [];
  let fixed = '';
  let done = 0;
  for (const { fix, from, to } of fixes) {
    if (from >= done) {
      fixed += text.slice(done, from) + fix.newText;
      done = to;
      applied.push(fix);
    }
  }
  return { text: fixed + text.slice(done), applied };
}
