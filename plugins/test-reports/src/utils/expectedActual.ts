import type { TestFailure } from '@dop/plugin-test-reports-common';

export interface ExpectedActual {
  expected: string;
  actual: string;
}

/** How the tools that we know write what they wanted and what they got. */
const patterns: { pattern: RegExp; swapped?: boolean }[] = [
  // Jest, Vitest
  { pattern: /^\s*Expected(?: \w+)?:\s*(.+)\n\s*Received(?: \w+)?:\s*(.+)$/m },
  // JUnit, AssertJ
  { pattern: /expected:\s*<([^]*?)> but was:\s*<([^]*?)>/ },
  // Go's testify
  { pattern: /^\s*expected\s*:\s*(.+)\n\s*actual\s*:\s*(.+)$/m },
  // Node's assert, as it prints the error
  {
    pattern: /^\s*actual: (.+),\n\s*expected: (.+?),?$/m,
    swapped: true,
  },
];

/** What was expected and what came, where the failure says so on its own lines. */
export function expectedActual({
  message = '',
  trace = '',
}: TestFailure): ExpectedActual | undefined {
  const text = `${message}\n${trace}`.slice(0, 20_000);
  for (const { pattern, swapped } of patterns) {
    const match = pattern.exec(text);
    if (match) {
      const [first, second] = [match[1].trim(), match[2].trim()];
      return swapped
        ? { expected: second, actual: first }
        : { expected: first, actual: second };
    }
  }
  return undefined;
}
