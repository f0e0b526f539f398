import type { Finding } from '../Finding';
import type { Plan, PlanWorkflow } from '../plan';
import { analyzeWorkflow } from './analyzeWorkflow';
import type { AnalysisContext } from './WorkflowAnalysis';
import type { ParsedWorkflow } from './parseWorkflow';

/** Where the file comes from; name and title are its own. */
export type PlanOrigin = Omit<PlanWorkflow, 'name' | 'title' | 'path'>;

/** A plan, or what stands in its way; warnings come with a plan, too. */
export interface Compilation {
  findings: Finding[];
  plan?: Plan;
}

/** Checks a file and makes its plan where nothing is an error. */
export function compileWorkflow(
  parsed: ParsedWorkflow,
  context: AnalysisContext,
  origin: PlanOrigin,
): Compilation {
  const { findings, body } = analyzeWorkflow(parsed, context);
  const { syntax, source } = parsed;
  if (!body || !syntax) {
    return { findings };
  }
  return {
    findings,
    plan: {
      ...body,
      workflow: {
        name: syntax.name.value,
        ...(syntax.title && { title: syntax.title }),
        path: source.file,
        ...origin,
      },
    },
  };
}
