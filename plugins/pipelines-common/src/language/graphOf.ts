import type { WorkflowGraph } from '../api/types';
import type { Plan } from '../plan';
import { expandMatrix, isComputed } from './expandMatrix';

/** What pages draw of a plan. */
export function graphOf(
  plan: Pick<Plan, 'steps' | 'components'>,
): WorkflowGraph {
  return {
    steps: plan.steps.map(step => ({
      id: step.id,
      ...(step.title && { title: step.title }),
      action: step.action,
      ...(step.action.type === 'uses' && {
        uses: step.action.uses,
        component: plan.components[step.action.uses]?.ref,
      }),
      needs: step.needs,
      runsOn: step.runsOn,
      ...(step.if && { if: step.if.source.trim() }),
      allowFailure: step.allowFailure,
      ...(step.matrix &&
        (isComputed(step)
          ? { computed: true }
          : { instances: expandMatrix(step).length })),
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
