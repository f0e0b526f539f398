import type {
  JsonSchema,
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import {
  listsOf,
  triggerSchema,
  type StepPorts,
  type TriggerType,
} from '@dop/plugin-pipelines-common';
import {
  entriesOf,
  textOf,
  textsOf,
  valueAt,
  writtenIn,
  type Outline,
} from './outline';
import { outlineJson } from './outlineJson';

/** What a workflow file says, as far as it can be read while it is written. */
export class WorkflowFacts {
  readonly #spec: Outline | undefined;
  readonly #steps: ReadonlyMap<string, Outline | undefined>;
  readonly #ports: Record<string, StepPorts>;
  readonly #components: Record<string, ResolvedComponent>;

  /**
   * @param ports - of the last check, by step
   * @param components - by the text of `uses`
   */
  constructor(
    root: Outline | undefined,
    ports: Record<string, StepPorts>,
    components: Record<string, ResolvedComponent>,
  ) {
    this.#spec = valueAt(root, 'spec');
    this.#steps = new Map(
      entriesOf(valueAt(this.#spec, 'steps')).map(({ key, value }) => [
        key,
        value,
      ]),
    );
    this.#ports = ports;
    this.#components = components;
  }

  get steps(): string[] {
    return [...this.#steps.keys()];
  }

  /** Steps that a step may wait for: not itself, and none that waits for it. */
  stepsBefore(step: string): string[] {
    const readers = new Map<string, string[]>();
    for (const [id, node] of this.#steps) {
      for (const need of needsOf(node)) {
        readers.set(need, [...(readers.get(need) ?? []), id]);
      }
    }
    const behind = new Set([step]);
    // A set hands out what is added while it is walked.
    for (const id of behind) {
      readers.get(id)?.forEach(reader => behind.add(reader));
    }
    return this.steps.filter(id => !behind.has(id));
  }

  /** The component that a step uses, where it is known. */
  componentOf(step: string): ResolvedComponent | undefined {
    const uses = textOf(valueAt(this.#steps.get(step), 'uses'));
    return uses !== undefined && Object.hasOwn(this.#components, uses)
      ? this.#components[uses]
      : undefined;
  }

  inputsOf(step: string): ObjectSchema | undefined {
    return this.componentOf(step)?.inputs ?? this.#portsOf(step)?.inputs;
  }

  /** As others see them: of a step with a matrix, lists. */
  outputsOf(step: string): ObjectSchema | undefined {
    const outputs = this.componentOf(step)?.outputs;
    if (!outputs) {
      return this.#portsOf(step)?.outputs;
    }
    return valueAt(this.#steps.get(step), 'matrix')
      ? { type: 'object', properties: listsOf(outputs) }
      : outputs;
  }

  /** The type of `trigger`. */
  get trigger(): JsonSchema {
    const types = entriesOf(valueAt(this.#spec, 'triggers')).map(
      ({ key }) => key,
    );
    return triggerSchema(types as TriggerType[]);
  }

  /** The type of `inputs`. */
  get inputs(): JsonSchema {
    const schema = outlineJson(valueAt(this.#spec, 'inputs'));
    return { type: 'object', ...(schema as JsonSchema) };
  }

  /** Names of variables: the workflow's, and with a step those of the step. */
  variables(step?: string): string[] {
    return [
      ...new Set(
        [
          this.#spec,
          step === undefined ? undefined : this.#steps.get(step),
        ].flatMap(node =>
          entriesOf(valueAt(node, 'env')).map(({ key }) => key),
        ),
      ),
    ];
  }

  /** Values of each axis of the matrix of a step. */
  axesOf(step: string): Record<string, JsonSchema> {
    return Object.fromEntries(
      entriesOf(valueAt(this.#steps.get(step), 'matrix'))
        .filter(({ key }) => key !== 'include' && key !== 'exclude')
        .map(({ key, value }) => {
          const values = outlineJson(value);
          return [key, Array.isArray(values) ? { enum: values } : {}];
        }),
    );
  }

  #portsOf(step: string): StepPorts | undefined {
    return Object.hasOwn(this.#ports, step) ? this.#ports[step] : undefined;
  }
}

/** Steps that a step names in `needs` and in expressions. */
function needsOf(step: Outline | undefined): Set<string> {
  const read = writtenIn(step)
    .join('\n')
    .matchAll(/\bsteps\s*\.\s*([A-Za-z_]\w*)/g);
  return new Set([
    ...textsOf(valueAt(step, 'needs')),
    ...[...read].map(([, name]) => name),
  ]);
}
