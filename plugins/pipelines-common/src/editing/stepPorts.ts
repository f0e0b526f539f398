import { analyzeWorkflow } from '../language/analyzeWorkflow';
import { parseWorkflow } from '../language/parseWorkflow';
import type { AnalysisContext, StepPorts } from '../language/WorkflowAnalysis';

/**
 * What each step takes and gives, for drawing links between them. Who checks the
 * file as well finds the same in the answer of `analyzeWorkflow`.
 *
 * @param file - its path, `.dop/delivery.yaml`
 */
export function stepPorts(
  text: string,
  file: string,
  context: AnalysisContext,
): Record<string, StepPorts> {
  return analyzeWorkflow(parseWorkflow(text, file), context).ports;
}
