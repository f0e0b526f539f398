import type {
  JsonSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import { isRequired } from '../schema/schemaTypes';
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

/** The type of `trigger` in a workflow. */
export function triggerType({ triggers }: WorkflowSyntax): JsonSchema {
  const types = (['push', 'manual'] as const).filter(type => triggers[type]);
  return object({
    type: {
      type: 'string',
      enum: types.length > 0 ? [...types] : ['push', 'manual'],
    },
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
    event: object({ before: text, message: text, author: text }),
  });
}

/** The type of `inputs`; a default makes a value certain. */
export function inputsType({ inputs }: WorkflowSyntax): JsonSchema {
  const certain = Object.entries(inputs.properties ?? {})
    .filter(([, { default: value }]) => value !== undefined)
    .map(([name]) => name);
  return { ...inputs, required: [...(inputs.required ?? []), ...certain] };
}

/** The type of `env`: the names that are set, all of them text. */
export function envType(names: string[]): JsonSchema {
  return object(Object.fromEntries(names.map(name => [name, text])));
}

/** The type of `matrix` in a step. */
export function matrixType({ matrix = [] }: StepSyntax): JsonSchema {
  return object(
    Object.fromEntries(
      matrix.map(({ name, values }) => {
        const [first] = values;
        if (typeof first !== 'number') {
          return [
            name.value,
            {
              type: typeof first === 'boolean' ? 'boolean' : 'string',
              enum: values,
            } as JsonSchema,
          ];
        }
        return [
          name.value,
          values.every(Number.isInteger)
            ? { type: 'integer', enum: values }
            : { type: 'number' },
        ];
      }),
    ),
  );
}

/**
 * The type of `steps` for one reader: an output is certain where the component
 * promises it and the reader does not run without its step.
 */
export function stepsType(
  reader: GraphNode,
  graph: StepGraph,
  componentOf: (step: StepSyntax) => ResolvedComponent | undefined,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const { step, maybeSkipped } of graph.nodes) {
    if (step === reader.step) {
      continue;
    }
    const id = step.id.value;
    const outputs = componentOf(step)?.outputs;
    const certain =
      reader.runsOn === 'success' && (!maybeSkipped || reader.fate.has(id));
    properties[id] = object({
      state: {
        type: 'string',
        enum: [
          'succeeded',
          'warned',
          'failed',
          'timedOut',
          'cancelled',
          'skipped',
        ],
      },
      outputs: outputs
        ? outputsType(step, outputs, certain)
        : // What an unknown component gives was reported where it is used.
          { type: 'object', additionalProperties: { type: [] } },
    });
  }
  return object(properties);
}

function outputsType(
  step: StepSyntax,
  outputs: JsonSchema,
  certain: boolean,
): JsonSchema {
  const properties = Object.entries(outputs.properties ?? {});
  if (step.matrix) {
    return {
      type: 'object',
      properties: Object.fromEntries(
        properties.map(([name, items]) => [name, { type: 'array', items }]),
      ),
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
