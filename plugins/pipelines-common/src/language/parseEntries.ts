import { whyBadName } from '../expressions/names';
import type { Range, SourceFile } from '../source/SourceFile';
import type { SourceEntry } from '../source/SourceNode';
import { readTemplate } from './readTemplate';
import type { EntrySyntax } from './syntax';

/** `with`, `env` or `outputs`: names with values that may hold expressions. */
export function parseEntries(
  source: SourceFile,
  entry: SourceEntry | undefined,
  what: string,
): EntrySyntax[] {
  if (!entry) {
    return [];
  }
  if (entry.value.kind !== 'map') {
    source.report(
      entry.value.at,
      'wrong-type',
      `"${what}" must be a map of names and values.`,
    );
    return [];
  }
  return entry.value.entries.map(({ key, keyAt, value }) => ({
    name: key,
    nameAt: keyAt,
    value: readTemplate(source, value),
  }));
}

/** Reports a name that no expression could refer to. */
export function checkName(source: SourceFile, name: string, at: Range): void {
  const problem = whyBadName(name);
  if (problem) {
    source.report(at, 'bad-name', problem);
  }
}
