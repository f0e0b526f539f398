import type { WorkflowGraph } from '../api/types';
import type { Plan } from '../plan';
import { expandMatrix } from './expandMatrix';

/** What pages draw of a plan. */
export function graphOf(
  plan: Pick<Plan, 'steps' | 'components'>,
): WorkflowGraph {
  return {
    steps: plan.steps.map(step => ({
      id: step.id,
      ...(step.title && { title: step.title }),
      uses: step.uses,
      component: plan.components[step.uses]?.ref,
      needs: step.needs,
      runsOn: step.runsOn,
      ...(step.if && { if: step.if.source.trim() }),
      allowFailure: step.allowFailure,
      ...(step.matrix && { instances: expandMatrix(step).length }),
    })),
    links: plan.steps.flatMap(step =>
      step.links.map(({ from, output, to }) => ({
        from,
        output,
        to: step.id,
        input: to.replace(/^with\./, ''),
      })),
    ),
  };
}
