import type { ObjectSchema } from '@dop/plugin-components-common';
import type { Plan, PlannedStep } from '../plan';
import { certainSchema, emptyObject } from '../schema/schemaTypes';

/** Schema of what one instance of a step gives. */
export function stepOutputs(
  { action }: Pick<PlannedStep, 'action'>,
  plan: Pick<Plan, 'components' | 'workflows'>,
): ObjectSchema {
  switch (action.type) {
    case 'uses':
      return plan.components[action.uses].outputs;
    case 'workflow':
      return plan.workflows?.[action.path].outputs.schema ?? emptyObject;
    case 'approve':
      return approvalOutputs(action.form);
    case 'external':
      // The connection says what an operation gives.
      return { type: 'object' };
    default:
      return emptyObject;
  }
}

/** What an approval gives, with the form as its author wrote it. */
export function approvalOutputs(form: ObjectSchema | undefined): ObjectSchema {
  return {
    type: 'object',
    properties: {
      approved: { type: 'boolean' },
      by: { type: 'string' },
      time: { type: 'string' },
      reason: { type: 'string' },
      // Defaults are filled in before it is stored.
      form: form ? certainSchema(form) : emptyObject,
    },
    required: ['approved', 'by', 'time', 'reason', 'form'],
    additionalProperties: false,
  };
}
