import type {
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import { limits } from '../limits';
import type { Plan, PlanWorkflow, Template } from '../plan';
import { planVersion } from '../plan';
import { hasFile, isRequired } from '../schema/schemaTypes';
import type { SourceFile } from '../source/SourceFile';
import { analyzeOutputs } from './analyzeOutputs';
import {
  analyzeStep,
  type AnalyzedStep,
  type StepSurroundings,
} from './analyzeStep';
import { checkDelivers, type OwnRepository } from './checkDelivers';
import { checkVariables } from './checkVariables';
import {
  ChildWorkflows,
  type ChildWorkflow,
  type WorkflowFiles,
} from './ChildWorkflows';
import { ComponentUses, type ComponentResolver } from './ComponentUses';
import {
  envType,
  inputsType,
  listsOf,
  stepsType,
  triggerType,
} from './scopeTypes';
import { buildStepGraph } from './StepGraph';
import { approvalOutputs } from './stepOutputs';
import type { EntrySyntax, StepSyntax, WorkflowSyntax } from './syntax';
import { TemplateChecker } from './TemplateChecker';

/** What a file is checked against. */
export interface AnalysisContext {
  resolve: ComponentResolver;
  /** Whose file it is; without it, claims on entities are not checked. */
  repository?: OwnRepository;
  /** For steps that run other workflows; without it these are not checked. */
  files?: WorkflowFiles;
  /** Names of the variables that the portal's configuration sets. */
  portalEnv?: string[];
}

/** What a step takes and what it gives, as links see it: a matrix gives lists. */
export interface StepPorts {
  /** Undefined where it takes nothing, or is not known. */
  inputs?: ObjectSchema;
  outputs?: ObjectSchema;
}

/** A plan without the place that it comes from. */
export interface PlanBody extends Omit<Plan, 'workflow' | 'workflows'> {
  workflows?: Record<string, ChildBody>;
}

/** The body of a workflow that a step runs; never has `workflows` itself. */
export interface ChildBody extends PlanBody {
  workflow: Pick<PlanWorkflow, 'name' | 'title' | 'path' | 'contentHash'>;
}

/** The triggers that cannot give inputs, in words. */
const withoutInputs = {
  push: 'A push',
  pullRequest: 'A pull request',
  schedule: 'A schedule',
  event: 'An event',
};

/** Checks a file that could be read, and makes the body of its plan. */
export class WorkflowAnalysis {
  readonly #source: SourceFile;
  readonly #workflow: WorkflowSyntax;
  readonly #context: AnalysisContext;
  readonly #components: ComponentUses;
  readonly #children: ChildWorkflows;
  readonly #childOf = new Map<StepSyntax, ChildWorkflow>();

  private constructor(
    source: SourceFile,
    workflow: WorkflowSyntax,
    context: AnalysisContext,
    children: ChildWorkflows,
  ) {
    this.#source = source;
    this.#workflow = workflow;
    this.#context = context;
    this.#children = children;
    this.#components = new ComponentUses(source, context.resolve);
  }

  /** There is no body where steps wait for each other. */
  static run(
    source: SourceFile,
    workflow: WorkflowSyntax,
    context: AnalysisContext,
  ): { body?: PlanBody; ports: Record<string, StepPorts> } {
    const children = ChildWorkflows.create({
      path: source.file,
      files: context.files,
      analyze: (childSource, childSyntax, below) =>
        new WorkflowAnalysis(childSource, childSyntax, context, below).#run(),
    });
    const analysis = new WorkflowAnalysis(source, workflow, context, children);
    const body = analysis.#run();
    const ports = analysis.#ports();
    const workflows = children.all.map(child => [child.path, bodyOf(child)]);
    return body
      ? {
          body: {
            ...body,
            ...(workflows.length > 0 && {
              workflows: Object.fromEntries(workflows),
            }),
          },
          ports,
        }
      : { ports };
  }

  #ports(): Record<string, StepPorts> {
    return Object.fromEntries(
      this.#workflow.steps.map(step => {
        const inputs =
          this.#component(step)?.inputs ??
          this.#childOf.get(step)?.syntax.inputs;
        const outputs = this.#outputsOf(step);
        return [
          step.id.value,
          {
            ...(inputs && { inputs }),
            ...(outputs && {
              outputs: step.matrix
                ? { type: 'object', properties: listsOf(outputs) }
                : outputs,
            }),
          },
        ];
      }),
    );
  }

  #run(): PlanBody | undefined {
    const workflow = this.#workflow;
    const { portalEnv = [] } = this.#context;
    const delivers = checkDelivers(
      this.#source,
      workflow.delivers,
      this.#context.repository,
    );
    this.#checkTriggers();
    for (const step of workflow.steps) {
      this.#component(step);
      const child =
        step.action.type === 'workflow' &&
        this.#children.get(this.#source, step.action.path);
      if (child) {
        this.#childOf.set(step, child);
      }
    }
    const graph = buildStepGraph(this.#source, workflow);
    const roots = {
      trigger: triggerType(workflow),
      inputs: inputsType(workflow),
    };
    const outer = TemplateChecker.create(this.#source, roots);
    const env = this.#variables(workflow.env, outer);
    const concurrency = workflow.concurrency && {
      ...workflow.concurrency,
      group: outer.text(workflow.concurrency.group, 'The group'),
    };
    if (!graph) {
      return undefined;
    }
    const workflowEnv = Object.keys(env);
    const outputsOf = (step: StepSyntax) => this.#outputsOf(step);
    const surroundings: StepSurroundings = {
      source: this.#source,
      roots,
      workflowEnv,
      portalEnv,
      component: step => this.#component(step),
      child: step => this.#childOf.get(step),
      stepsType: node => stepsType(node, graph, outputsOf),
    };
    const steps: AnalyzedStep[] = [];
    for (const node of graph.nodes) {
      steps.push(analyzeStep(node, surroundings));
      if (this.#source.full && this.#source.broken) {
        // Nothing more would be said, and there will be no plan.
        return undefined;
      }
    }
    this.#checkInstances(
      steps.reduce((total, { instances }) => total + instances, 0),
    );
    return {
      version: planVersion,
      inputs: workflow.inputs,
      delivers,
      ...(workflow.timeoutMs && { timeoutMs: workflow.timeoutMs }),
      ...(concurrency && { concurrency }),
      env,
      outputs: analyzeOutputs(
        this.#source,
        workflow.outputs,
        graph,
        { ...roots, env: envType(workflowEnv, portalEnv) },
        outputsOf,
      ),
      steps: steps.map(({ step }) => step),
      components: this.#components.all,
    };
  }

  #component({ action }: StepSyntax): ResolvedComponent | undefined {
    return action.type === 'uses'
      ? this.#components.get(action.uses)
      : undefined;
  }

  /** What a step gives; undefined where there is a finding about it already. */
  #outputsOf(step: StepSyntax): ObjectSchema | undefined {
    switch (step.action.type) {
      case 'uses':
        return this.#component(step)?.outputs;
      case 'workflow':
        return this.#childOf.get(step)?.body.outputs.schema;
      case 'approve':
        return approvalOutputs(step.action.form);
      case 'external':
        return undefined;
      default:
        return { type: 'object', additionalProperties: false };
    }
  }

  #checkTriggers(): void {
    const { triggers, name, inputs } = this.#workflow;
    if (Object.keys(triggers).length === 0) {
      this.#source.report(
        name.at,
        'never-starts',
        'Nothing starts this workflow. Add "push: {}", "manual: {}" or, for a step of other workflows, "workflow: {}" to its triggers.',
        { severity: 'warning' },
      );
    }
    const starter = Object.entries(withoutInputs).find(
      ([type]) => type in triggers,
    )?.[1];
    const others = Object.keys(triggers).filter(type => type !== 'workflow');
    for (const [input, schema] of Object.entries(inputs.properties ?? {})) {
      if (hasFile(schema) && others.length > 0) {
        this.#source.report(
          name.at,
          'conflict',
          `The input "${input}" is a file, which only a step can hand on, so nothing but other workflows may start this one: write "triggers: { workflow: {} }".`,
        );
      }
      if (
        starter &&
        isRequired(inputs, input) &&
        schema.default === undefined
      ) {
        this.#source.report(
          name.at,
          'missing-input',
          `${starter} gives no inputs, so the required input "${input}" needs a default.`,
        );
      }
    }
  }

  #checkInstances(instances: number): void {
    if (instances > limits.stepInstances) {
      this.#source.report(
        this.#workflow.name.at,
        'too-large',
        `This workflow has ${instances} step instances; a run has at most ${limits.stepInstances}. Move some steps into a workflow of their own and run it as a step.`,
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
}

function bodyOf({ path, contentHash, syntax, body }: ChildWorkflow): ChildBody {
  return {
    ...body,
    workflow: {
      name: syntax.name.value,
      ...(syntax.title && { title: syntax.title }),
      path,
      contentHash,
    },
  };
}
