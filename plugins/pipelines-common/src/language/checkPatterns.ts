import type { Located, SourceFile } from '../source/SourceFile';

/** The patterns of a field; reports those that could never match. */
export function checkPatterns(
  source: SourceFile,
  patterns: Located<string>[] | undefined,
): string[] | undefined {
  for (const { value, at } of patterns ?? []) {
    if (value.length > 200 || /^!?$/.test(value) || value.includes('${{')) {
      source.report(
        at,
        'wrong-type',
        'A pattern is text of at most 200 characters, such as release/*, without expressions.',
      );
    }
    if (value.startsWith('refs/')) {
      const short = value.replace(/^refs\/(heads|tags)\//, '');
      source.report(
        at,
        'wrong-type',
        `Patterns are for short names: write "${short}", not "${value}".`,
        { fix: { title: `Change to "${short}"`, newText: short } },
      );
    }
  }
  return patterns?.map(({ value }) => value);
}
