import type { Finding } from '../Finding';
import { usesPattern } from './ComponentUses';
import type { ParsedWorkflow } from './parseWorkflow';
import {
  WorkflowAnalysis,
  type AnalysisContext,
  type PlanBody,
  type StepPorts,
} from './WorkflowAnalysis';

/**
 * Checks all of a file. The body of a plan is there whenever nothing is an
 * error; what steps take and give is there for files with errors, too.
 */
export function analyzeWorkflow(
  { source, syntax }: ParsedWorkflow,
  context: AnalysisContext,
): {
  findings: Finding[];
  body?: PlanBody;
  /** By step. */
  ports: Record<string, StepPorts>;
} {
  const { body, ports } = syntax
    ? WorkflowAnalysis.run(source, syntax, context)
    : { body: undefined, ports: {} };
  return {
    findings: source.findings,
    body: source.broken ? undefined : body,
    ports,
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
