import type { JsonSchema, ObjectSchema } from '@dop/plugin-components-common';
import { triggerEventType } from '../expressions/triggerEvent';
import { certainSchema, emptyObject, isRequired } from '../schema/schemaTypes';
import type { TriggerType } from '../trigger';
import type { GraphNode, StepGraph } from './StepGraph';
import type { StepSyntax, WorkflowSyntax } from './syntax';

const text: JsonSchema = { type: 'string' };

function object(properties: Record<string, JsonSchema>): JsonSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/**
 * Whether a step may run this workflow. A workflow that only pull requests or
 * events start counts on what they tell, unless it says `workflow: {}`.
 */
export function isRunBySteps({ triggers }: WorkflowSyntax): boolean {
  return mayBeStep(Object.keys(triggers));
}

function mayBeStep(types: string[]): boolean {
  return (
    types.length === 0 ||
    types.some(type => type !== 'pullRequest' && type !== 'event')
  );
}

/** The type of `trigger` in a workflow. */
export function triggerType({ triggers }: WorkflowSyntax): JsonSchema {
  return triggerSchema(Object.keys(triggers) as TriggerType[]);
}

/** The type of `trigger` in a workflow with these triggers. */
export function triggerSchema(own: TriggerType[]): JsonSchema {
  const types = mayBeStep(own)
    ? [...new Set<TriggerType>(['workflow', ...own])]
    : own;
  return object({
    type: { type: 'string', enum: types },
    repository: object({
      id: text,
      namespace: text,
      name: text,
      url: text,
      defaultBranch: text,
    }),
    ref: text,
    branch: text,
    tag: text,
    commit: text,
    actor: text,
    event: triggerEventType(types),
  });
}

/** The type of `inputs`; a default makes a value certain. */
export function inputsType({ inputs }: WorkflowSyntax): JsonSchema {
  return certainSchema(inputs);
}

/**
 * The type of `env`: the names that are set, all of them text.
 *
 * @param portal - names of the portal's configuration, which may change
 */
export function envType(names: string[], portal: string[] = []): JsonSchema {
  return {
    ...object(
      Object.fromEntries([...portal, ...names].map(name => [name, text])),
    ),
    required: names,
  };
}

/** What the type of `steps` is made for: a step, or what stands behind all. */
export type Reader = Pick<
  GraphNode,
  'needs' | 'runsOn' | 'fate' | 'readsUnknown'
>;

/**
 * The type of `steps` for one reader: an output is certain where it is promised
 * and the reader does not run without its step. Steps that are not read are left
 * out, unless the reader names one that there is not and needs to hear of them.
 */
export function stepsType(
  reader: Reader,
  graph: StepGraph,
  outputsOf: (step: StepSyntax) => ObjectSchema | undefined,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  if (reader.readsUnknown) {
    for (const id of graph.byId.keys()) {
      properties[id] = emptyObject;
    }
  }
  const nodes = reader.needs.map(id => graph.byId.get(id)!);
  for (const { step, maybeSkipped, index } of nodes) {
    const outputs = outputsOf(step);
    const certain =
      reader.runsOn === 'success' && (!maybeSkipped || reader.fate.has(index));
    properties[step.id.value] = object({
      state: {
        type: 'string',
        enum: statesOf(step),
      },
      outputs: outputs
        ? outputsType(step, outputs, certain)
        : // What an unknown component gives was reported where it is used.
          { type: 'object', additionalProperties: { type: [] } },
    });
  }
  return object(properties);
}

function statesOf({ action }: StepSyntax): string[] {
  const rejected = action.type === 'approve' || action.type === 'workflow';
  return [
    'succeeded',
    'warned',
    'failed',
    'timedOut',
    ...(rejected ? ['rejected'] : []),
    'cancelled',
    'skipped',
  ];
}

function outputsType(
  step: StepSyntax,
  outputs: ObjectSchema,
  certain: boolean,
): JsonSchema {
  const properties = Object.entries(outputs.properties ?? {});
  if (step.matrix) {
    return {
      type: 'object',
      properties: listsOf(outputs),
      required: certain ? properties.map(([name]) => name) : [],
      additionalProperties: false,
    };
  }
  return {
    type: 'object',
    properties: outputs.properties ?? {},
    required:
      certain && !step.allowFailure
        ? properties
            .map(([name]) => name)
            .filter(name => isRequired(outputs, name))
        : [],
    additionalProperties:
      typeof outputs.additionalProperties === 'object'
        ? outputs.additionalProperties
        : false,
  };
}

/** What a step with a matrix gives: of each output a list. */
export function listsOf({
  properties = {},
}: ObjectSchema): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, items]) => [
      name,
      { type: 'array', items },
    ]),
  );
}
