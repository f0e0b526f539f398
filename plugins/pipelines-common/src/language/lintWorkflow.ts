import type { Finding } from '../Finding';
import { analyzeWorkflow } from './analyzeWorkflow';
import type { AnalysisContext } from './WorkflowAnalysis';
import type { ParsedWorkflow } from './parseWorkflow';

/**
 * All that is wrong with a file, in the order of its lines. The same code in the
 * browser, in the API and on the command line.
 */
export function lintWorkflow(
  parsed: ParsedWorkflow,
  context: AnalysisContext,
): Finding[] {
  return analyzeWorkflow(parsed, context).findings;
}
