import type { Finding } from '../Finding';
import type { ParsedWorkflow } from './parseWorkflow';
import {
  usesPattern,
  WorkflowAnalysis,
  type AnalysisContext,
  type PlanBody,
} from './WorkflowAnalysis';

/**
 * Checks all of a file. The body of a plan is there whenever nothing is an
 * error.
 */
export function analyzeWorkflow(
  { source, syntax }: ParsedWorkflow,
  context: AnalysisContext,
): { findings: Finding[]; body?: PlanBody } {
  const body = syntax && new WorkflowAnalysis(source, syntax, context).run();
  return {
    findings: source.findings,
    body: source.broken ? undefined : body,
  };
}

/** The texts of `uses` in a file, each once, for resolving them beforehand. */
export function usedComponents({ syntax }: ParsedWorkflow): string[] {
  return [
    ...new Set(
      syntax?.steps
        .map(({ uses }) => uses.value)
        .filter(uses => usesPattern.test(uses)),
    ),
  ];
}
