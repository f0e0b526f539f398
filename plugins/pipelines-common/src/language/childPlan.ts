import type { Plan } from '../plan';

/**
 * The plan of a workflow that a step runs, with the plans of those that it runs
 * in turn, so that it can be stored and run by itself.
 *
 * @throws Error if the plan has no workflow of that path
 */
export function childPlan(plan: Plan, path: string): Plan {
  const child = plan.workflows?.[path];
  if (!child) {
    throw new Error(
      `The plan of ${plan.workflow.path} has no workflow ${path}`,
    );
  }
  const workflows: Record<string, Plan> = {};
  const collect = ({ steps }: Plan) => {
    for (const { action } of steps) {
      const further =
        action.type === 'workflow' && plan.workflows?.[action.path];
      if (action.type === 'workflow' && further && !workflows[action.path]) {
        workflows[action.path] = further;
        collect(further);
      }
    }
  };
  collect(child);
  return {
    ...child,
    ...(Object.keys(workflows).length > 0 && { workflows }),
  };
}
