import type { Finding } from '../Finding';
import { usesPattern } from './ComponentUses';
import type { ParsedWorkflow } from './parseWorkflow';
import {
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
  const body = syntax && WorkflowAnalysis.run(source, syntax, context);
  return {
    findings: source.findings,
    body: source.broken ? undefined : body,
  };
}

/** The texts of `uses` in a file, each once, for resolving them beforehand. */
export function usedComponents({ syntax }: ParsedWorkflow): string[] {
  const used = new Set<string>();
  for (const { action } of syntax?.steps ?? []) {
    if (action.type === 'uses' && usesPattern.test(action.uses.value)) {
      used.add(action.uses.value);
    }
  }
  return [...used];
}
