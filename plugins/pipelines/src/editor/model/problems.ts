import type { Drawing, Finding } from '@dop/plugin-pipelines-common';

/** A finding of the file that is edited, and where it is in the text. */
export interface Problem {
  finding: Finding;
  from: number;
  to: number;
  /** The step in which it is. */
  step?: string;
}

/** Offset of a line and column, both from 1. */
export function offsetsOf(
  text: string,
): (line: number, column: number) => number {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return (line, column) =>
    Math.min(
      text.length,
      (starts[Math.min(line, starts.length) - 1] ?? 0) + column - 1,
    );
}

export function stepAt(
  drawing: Drawing | undefined,
  offset: number,
): string | undefined {
  return drawing?.steps.find(({ at }) => offset >= at.start && offset <= at.end)
    ?.id;
}

/**
 * The findings with their places; errors first, then by place.
 *
 * @param text - that was checked
 * @param drawing - of that text
 */
export function problemsOf(
  findings: readonly Finding[],
  text: string,
  drawing: Drawing | undefined,
): Problem[] {
  const offset = offsetsOf(text);
  return findings
    .map(finding => {
      const from = offset(finding.line, finding.column);
      const to = Math.max(
        from,
        offset(
          finding.endLine ?? finding.line,
          finding.endColumn ?? finding.column,
        ),
      );
      return { finding, from, to, step: stepAt(drawing, from) };
    })
    .sort(
      (a, b) =>
        Number(a.finding.severity !== 'error') -
          Number(b.finding.severity !== 'error') || a.from - b.from,
    );
}

/** What is wrong, by step. */
export function problemsByStep(
  problems: readonly Problem[],
): Map<string, Finding[]> {
  const byStep = new Map<string, Finding[]>();
  for (const { step, finding } of problems) {
    if (step) {
      byStep.set(step, [...(byStep.get(step) ?? []), finding]);
    }
  }
  return byStep;
}
