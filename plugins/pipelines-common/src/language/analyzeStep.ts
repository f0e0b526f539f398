import type {
  JsonSchema,
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import { factsOf, factsWhen, pathKey, type Facts } from '../expressions/Facts';
import { parseExpression } from '../expressions/parseExpression';
import type { PlannedLink, PlannedStep, Template } from '../plan';
import { emptyObject } from '../schema/schemaTypes';
import type { SourceFile } from '../source/SourceFile';
import { defaultTimeoutMs } from './attemptTimeout';
import { checkMatrix } from './checkMatrix';
import { checkSecrets } from './checkSecrets';
import { checkVariables } from './checkVariables';
import type { ChildWorkflow } from './ChildWorkflows';
import { parseDuration } from './durations';
import { envType } from './scopeTypes';
import type { GraphNode } from './StepGraph';
import type { ExpressionSyntax, StepSyntax } from './syntax';
import { TemplateChecker } from './TemplateChecker';

/** What the steps of a file have in common. */
export interface StepSurroundings {
  source: SourceFile;
  /** Types of `trigger` and `inputs`. */
  roots: Record<string, JsonSchema>;
  /** Names of the workflow's own variables. */
  workflowEnv: string[];
  /** Names of the portal's variables. */
  portalEnv: string[];
  component(step: StepSyntax): ResolvedComponent | undefined;
  child(step: StepSyntax): ChildWorkflow | undefined;
  /** The type of `steps` for a reader. */
  stepsType(node: GraphNode): JsonSchema;
}

/** A step of the plan, and how many instances it has as far as one can know. */
export interface AnalyzedStep {
  step: PlannedStep;
  instances: number;
}

/** Checks one step whose place in the graph is known. */
export function analyzeStep(
  node: GraphNode,
  surroundings: StepSurroundings,
): AnalyzedStep {
  const { source, workflowEnv, portalEnv } = surroundings;
  const { step } = node;
  const roots = {
    ...surroundings.roots,
    steps: surroundings.stepsType(node),
  };
  const links: PlannedLink[] = [];
  const link = (checker: TemplateChecker, to: string) =>
    checker.takeReads().forEach(read => links.push({ ...read, to }));

  const outer = { ...roots, env: envType(workflowEnv, portalEnv) };
  const early = TemplateChecker.create(source, outer);
  const condition = step.if && early.condition(step.if);
  link(early, 'if');
  // What follows is only evaluated where the condition was true.
  const facts = factsAfter(step.if, factsOf(roots));
  const computed = TemplateChecker.create(source, outer, facts);
  const matrix =
    step.matrix &&
    checkMatrix(source, step.id.value, step.matrix, computed, axis =>
      link(computed, `matrix.${axis}`),
    );
  const matrixType = matrix?.type ?? emptyObject;

  const variables = TemplateChecker.create(
    source,
    { ...roots, matrix: matrixType },
    facts,
  );
  const env: Record<string, Template> = {};
  checkVariables(source, step.env);
  for (const { name, value } of step.env) {
    env[name] = variables.text(value, `The variable ${name}`);
    link(variables, `env.${name}`);
  }
  const inner = TemplateChecker.create(
    source,
    {
      ...roots,
      matrix: matrixType,
      env: envType([...workflowEnv, ...Object.keys(env)], portalEnv),
    },
    facts,
  );
  const target = targetOf(step, surroundings);
  const inputs = inner.entries(
    step.with,
    target?.schema ?? {},
    target?.schema ? `among the inputs of ${target.name}` : '',
    name => link(inner, `with.${name}`),
  );
  if (target?.schema) {
    checkInputs(source, step, target.schema, target.name);
  }
  const component = surroundings.component(step);
  const secrets = component && checkSecrets(source, step, component);
  if (component) {
    const given = [...portalEnv, ...workflowEnv, ...Object.keys(env)];
    checkComponentVariables(source, step, component, given);
  }
  const timeoutMs = timeoutOf(step, component);
  return {
    instances: matrix?.instances ?? 1,
    step: {
      id: step.id.value,
      ...(step.title && { title: step.title }),
      needs: node.needs,
      optionalNeeds: [...node.optionalNeeds],
      links,
      runsOn: node.runsOn,
      ...(condition && { if: condition }),
      action: actionOf(step),
      ...(matrix && { matrix: matrix.matrix }),
      with: inputs,
      env,
      ...(secrets && step.secrets.length > 0 && { secrets }),
      allowFailure: step.allowFailure,
      ...(timeoutMs !== undefined && { timeoutMs }),
      retry: step.retry,
    },
  };
}

/** What is known of `trigger`, `inputs` and `steps` once a condition was true. */
function factsAfter(
  condition: ExpressionSyntax | undefined,
  known: Facts,
): Facts {
  const parsed = condition && parseExpression(condition.source);
  if (!parsed || !('ast' in parsed)) {
    return known;
  }
  const facts = factsWhen(parsed.ast, true, known);
  // The portal's variables may be others when a step is tried again.
  const lasting = (keys: ReadonlySet<string>) =>
    new Set([...keys].filter(key => !key.startsWith(pathKey(['env', '']))));
  return {
    ...facts,
    present: lasting(facts.present),
    notNull: lasting(facts.notNull),
  };
}

/** What takes the inputs of a step; without a schema they are not checked. */
function targetOf(
  step: StepSyntax,
  surroundings: StepSurroundings,
): { name: string; schema: ObjectSchema } | undefined {
  const component = surroundings.component(step);
  if (component) {
    return { name: component.ref, schema: component.inputs };
  }
  const child = surroundings.child(step);
  return child && { name: child.path, schema: child.syntax.inputs };
}

function actionOf({ action }: StepSyntax): PlannedStep['action'] {
  switch (action.type) {
    case 'uses':
      return { type: 'uses', uses: action.uses.value };
    case 'workflow':
      return { type: 'workflow', path: action.path.value };
    default:
      return action;
  }
}

function checkInputs(
  source: SourceFile,
  step: StepSyntax,
  schema: ObjectSchema,
  target: string,
): void {
  const given = step.with.map(({ name }) => name);
  for (const name of schema.required ?? []) {
    const hasDefault = schema.properties?.[name]?.default !== undefined;
    if (!given.includes(name) && !hasDefault) {
      source.report(
        step.withAt,
        'missing-input',
        `The step "${step.id.value}" must give the input "${name}" to ${target}.`,
      );
    }
  }
}

function checkComponentVariables(
  source: SourceFile,
  step: StepSyntax,
  component: ResolvedComponent,
  env: string[],
): void {
  const bound = step.secrets.map(({ variable }) => variable.value);
  for (const variable of component.variables) {
    const { name, secret } = variable;
    if (secret && env.includes(name)) {
      source.report(
        step.env.find(entry => entry.name === name)?.nameAt ?? step.id.at,
        'reserved-variable',
        `${component.ref} expects a secret in ${name}. A secret never stands in a file; bind it in "secrets".`,
      );
    } else if (variable.required && !(secret ? bound : env).includes(name)) {
      source.report(
        step.id.at,
        'missing-input',
        secret
          ? `${component.ref} needs the secret ${name}. Bind one in "secrets", such as { ${name}: namespace/name }.`
          : `The step "${step.id.value}" must set the variable ${name} in "env" for ${component.ref}.`,
      );
    }
  }
}

function timeoutOf(
  { action, timeoutMs }: StepSyntax,
  component: ResolvedComponent | undefined,
): number | undefined {
  if (action.type !== 'uses') {
    return timeoutMs;
  }
  const most =
    (component?.resources.timeout &&
      parseDuration(component.resources.timeout)) ||
    defaultTimeoutMs;
  return Math.min(timeoutMs ?? most, most);
}
