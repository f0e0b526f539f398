import type { Finding } from '../Finding';
import type { Plan, PlanWorkflow } from '../plan';
import { analyzeWorkflow } from './analyzeWorkflow';
import type { ParsedWorkflow } from './parseWorkflow';
import type { AnalysisContext, ChildBody } from './WorkflowAnalysis';

/** Where the file comes from; name and title are its own. */
export type PlanOrigin = Omit<PlanWorkflow, 'name' | 'title' | 'path'>;

/** A plan, or what stands in its way; warnings come with a plan, too. */
export interface Compilation {
  findings: Finding[];
  plan?: Plan;
}

/**
 * Checks a file and makes its plan where nothing is an error. A file with steps
 * that run other workflows has a plan only if their files are in the context.
 */
export function compileWorkflow(
  parsed: ParsedWorkflow,
  context: AnalysisContext,
  origin: PlanOrigin,
): Compilation {
  const { findings, body } = analyzeWorkflow(parsed, context);
  const { syntax, source } = parsed;
  const complete = body?.steps.every(
    ({ action }) => action.type !== 'workflow' || body.workflows?.[action.path],
  );
  if (!body || !syntax || !complete) {
    return { findings };
  }
  const { workflows, ...own } = body;
  return {
    findings,
    plan: {
      ...own,
      workflow: {
        name: syntax.name.value,
        ...(syntax.title && { title: syntax.title }),
        path: source.file,
        ...origin,
      },
      ...(workflows && {
        workflows: Object.fromEntries(
          Object.entries(workflows).map(([path, child]) => [
            path,
            childPlanOf(child, origin),
          ]),
        ),
      }),
    },
  };
}

function childPlanOf(
  { workflow, workflows: _, ...body }: ChildBody,
  origin: PlanOrigin,
): Plan {
  return {
    ...body,
    workflow: { ...origin, ...workflow },
  };
}
