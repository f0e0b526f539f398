import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { Plan, PlannedLink, PlannedStep, Template } from '../plan';
import { planVersion } from '../plan';
import { isRequired } from '../schema/schemaTypes';
import { validateValue } from '../schema/validateValue';
import type { SourceFile } from '../source/SourceFile';
import { defaultTimeoutMs } from './attemptTimeout';
import { checkDelivers, type OwnRepository } from './checkDelivers';
import { checkVariables } from './checkVariables';
import { parseDuration } from './durations';
import {
  envType,
  inputsType,
  matrixType,
  stepsType,
  triggerType,
} from './scopeTypes';
import { buildStepGraph, type GraphNode, type StepGraph } from './StepGraph';
import type { EntrySyntax, StepSyntax, WorkflowSyntax } from './syntax';
import { TemplateChecker } from './TemplateChecker';

/** A version of a component, or a sentence why there is none. */
export type ComponentResolver = (
  uses: string,
) => ResolvedComponent | { problem: string };

/** What a file is checked against. */
export interface AnalysisContext {
  resolve: ComponentResolver;
  /** Whose file it is; without it, claims on entities are not checked. */
  repository?: OwnRepository;
}

/** A plan without the place that it comes from. */
export type PlanBody = Omit<Plan, 'workflow'>;

export const usesPattern =
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9-]*[a-z0-9])?@[0-9A-Za-z.^~<>=*+-]{1,60}$/;

/** Checks a file that could be read, and makes the body of its plan. */
export class WorkflowAnalysis {
  readonly #source: SourceFile;
  readonly #workflow: WorkflowSyntax;
  readonly #context: AnalysisContext;
  readonly #components = new Map<string, ResolvedComponent>();

  constructor(
    source: SourceFile,
    workflow: WorkflowSyntax,
    context: AnalysisContext,
  ) {
    this.#source = source;
    this.#workflow = workflow;
    this.#context = context;
  }

  run(): PlanBody | undefined {
    const workflow = this.#workflow;
    const delivers = checkDelivers(
      this.#source,
      workflow.delivers,
      this.#context.repository,
    );
    this.#checkTriggers();
    this.#checkDefaults();
    workflow.steps.forEach(step => this.#resolve(step));
    const graph = buildStepGraph(this.#source, workflow);
    const outer = TemplateChecker.create(this.#source, {
      trigger: triggerType(workflow),
      inputs: inputsType(workflow),
    });
    const env = this.#variables(workflow.env, outer);
    const concurrency = workflow.concurrency && {
      ...workflow.concurrency,
      scope: 'workflow' as const,
      holdWhileWaiting: false,
      group: outer.text(workflow.concurrency.group, 'The group'),
    };
    if (!graph) {
      return undefined;
    }
    const steps = graph.nodes.map(node => this.#step(node, graph, env));
    return {
      version: planVersion,
      inputs: workflow.inputs,
      delivers,
      ...(workflow.timeoutMs && { timeoutMs: workflow.timeoutMs }),
      ...(concurrency && { concurrency }),
      env,
      outputs: {
        schema: { type: 'object', properties: {}, additionalProperties: false },
        values: {},
      },
      steps,
      components: Object.fromEntries(this.#components),
    };
  }

  #checkTriggers(): void {
    const { triggers, name } = this.#workflow;
    if (!triggers.push && !triggers.manual) {
      this.#source.report(
        name.at,
        'never-starts',
        'Nothing starts this workflow. Add "push: {}" or "manual: {}" to its triggers.',
        { severity: 'warning' },
      );
    }
  }

  #checkDefaults(): void {
    const { inputs, triggers, name } = this.#workflow;
    for (const [input, schema] of Object.entries(inputs.properties ?? {})) {
      const problem =
        schema.default !== undefined &&
        validateValue(schema, schema.default)[0];
      if (problem) {
        this.#source.report(
          name.at,
          'bad-schema',
          `The default of the input "${input}" does not fit its schema: ${problem.message}.`,
        );
      }
      if (
        triggers.push &&
        isRequired(inputs, input) &&
        schema.default === undefined
      ) {
        this.#source.report(
          name.at,
          'missing-input',
          `A push gives no inputs, so the required input "${input}" needs a default.`,
        );
      }
    }
  }

  #resolve({ uses }: StepSyntax): void {
    if (this.#components.has(uses.value)) {
      return;
    }
    if (!usesPattern.test(uses.value)) {
      this.#source.report(
        uses.at,
        'unknown-component',
        `"${uses.value.slice(
          0,
          80,
        )}" does not name a component. Write namespace/name@version, such as dop/shell@1.`,
      );
      return;
    }
    const resolved = this.#context.resolve(uses.value);
    if ('problem' in resolved) {
      this.#source.report(uses.at, 'unknown-component', resolved.problem);
      return;
    }
    this.#components.set(uses.value, resolved);
    if (resolved.contract !== 'dop/v1') {
      this.#source.report(
        uses.at,
        'not-in-this-version',
        `${resolved.ref} has the contract ${resolved.contract}, and only dop/v1 works in this version of the portal, so this file does not run.`,
      );
    }
    if (resolved.deprecated) {
      this.#source.report(
        uses.at,
        'deprecated-component',
        resolved.deprecated,
        {
          severity: 'warning',
        },
      );
    }
  }

  #variables(
    entries: EntrySyntax[],
    checker: TemplateChecker,
  ): Record<string, Template> {
    checkVariables(this.#source, entries);
    return Object.fromEntries(
      entries.map(({ name, value }) => [
        name,
        checker.text(value, `The variable ${name}`),
      ]),
    );
  }

  #step(
    node: GraphNode,
    graph: StepGraph,
    workflowEnv: Record<string, Template>,
  ): PlannedStep {
    const { step } = node;
    const roots = {
      trigger: triggerType(this.#workflow),
      inputs: inputsType(this.#workflow),
      steps: stepsType(node, graph, ({ uses }) =>
        this.#components.get(uses.value),
      ),
    };
    const links: PlannedLink[] = [];
    const link = (checker: TemplateChecker, to: string) =>
      checker.takeReads().forEach(read => links.push({ ...read, to }));

    const early = TemplateChecker.create(this.#source, {
      ...roots,
      env: envType(Object.keys(workflowEnv)),
    });
    const condition = step.if && early.condition(step.if);
    link(early, 'if');

    const matrix = matrixType(step);
    const variables = TemplateChecker.create(this.#source, {
      ...roots,
      matrix,
    });
    checkVariables(this.#source, step.env);
    const own: Record<string, Template> = {};
    for (const { name, value } of step.env) {
      own[name] = variables.text(value, `The variable ${name}`);
      link(variables, `env.${name}`);
    }
    const env = { ...workflowEnv, ...own };
    const inner = TemplateChecker.create(this.#source, {
      ...roots,
      matrix,
      env: envType(Object.keys(env)),
    });
    const component = this.#components.get(step.uses.value);
    const inputs = inner.entries(
      step.with,
      component ? component.inputs : {},
      component ? `among the inputs of ${component.ref}` : '',
      name => link(inner, `with.${name}`),
    );
    if (component) {
      this.#checkMissing(step, component, Object.keys(env));
    }
    return {
      id: step.id.value,
      ...(step.title && { title: step.title }),
      needs: node.needs,
      optionalNeeds: [...node.optionalNeeds],
      links,
      runsOn: node.runsOn,
      ...(condition && { if: condition }),
      action: { type: 'uses', uses: step.uses.value },
      ...(step.matrix && {
        matrix: {
          axes: step.matrix.map(({ name, values }) => ({
            name: name.value,
            values,
          })),
        },
      }),
      with: inputs,
      env: own,
      allowFailure: step.allowFailure,
      timeoutMs: timeoutOf(step, component),
      retry: step.retry,
    };
  }

  #checkMissing(
    step: StepSyntax,
    component: ResolvedComponent,
    env: string[],
  ): void {
    const given = step.with.map(({ name }) => name);
    const { inputs } = component;
    for (const name of inputs.required ?? []) {
      const hasDefault = inputs.properties?.[name]?.default !== undefined;
      if (!given.includes(name) && !hasDefault) {
        this.#source.report(
          step.withAt,
          'missing-input',
          `The step "${step.id.value}" must give the input "${name}" to ${component.ref}.`,
        );
      }
    }
    for (const variable of component.variables) {
      if (variable.secret && env.includes(variable.name)) {
        this.#source.report(
          step.id.at,
          'reserved-variable',
          `${component.ref} expects a secret in ${variable.name}. A secret never stands in a file; remove it from "env".`,
        );
      } else if (
        variable.required &&
        variable.default === undefined &&
        !env.includes(variable.name)
      ) {
        this.#source.report(
          step.id.at,
          variable.secret ? 'not-in-this-version' : 'missing-input',
          variable.secret
            ? `${component.ref} needs the secret ${variable.name}, and secrets do not work in this version of the portal, so this file does not run.`
            : `The step "${step.id.value}" must set the variable ${variable.name} in "env" for ${component.ref}.`,
        );
      }
    }
  }
}

function timeoutOf(
  step: StepSyntax,
  component: ResolvedComponent | undefined,
): number {
  const most =
    (component?.resources.timeout &&
      parseDuration(component.resources.timeout)) ||
    defaultTimeoutMs;
  return Math.min(step.timeoutMs ?? most, most);
}
