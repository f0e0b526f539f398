import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { Plan, PlannedStep } from '../plan';

/**
 * The component that a step uses.
 *
 * @throws Error for a step that uses none
 */
export function componentOf(
  plan: Pick<Plan, 'components'>,
  { id, action }: Pick<PlannedStep, 'id' | 'action'>,
): ResolvedComponent {
  if (action.type !== 'uses') {
    throw new Error(`The step ${id} uses no component: it is ${action.type}`);
  }
  return plan.components[action.uses];
}
