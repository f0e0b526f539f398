import type { JsonObject } from '@backstage/types';
import {
  analyzeWorkflow,
  compileWorkflow,
  evaluateCondition,
  evaluateMatrix,
  evaluateOutputs,
  evaluateStep,
  evaluateTemplate,
  graphOf,
  parseWorkflow,
  usedComponents,
  type AnalysisContext,
  type EvaluatedStep,
  type EvaluationScope,
  type Finding,
  type LintResponse,
  type Plan,
  type PlannedStep,
  type PlanOrigin,
  type StepInstancePlan,
  type Template,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { ComponentResolution } from '@dop/plugin-components-common';

/** A workflow file as a repository or a person supplied it. */
export interface WorkflowFile {
  text: string;
  /** `.dop/delivery.yaml` */
  file: string;
}

interface Checked extends WorkflowFile {
  resolution: ComponentResolution;
  repository?: { namespace: string; name: string };
  /** All files of the commit, for steps that run other workflows. */
  files?: (WorkflowFile & { contentHash: string })[];
}

/** What the thread knows besides the request. */
export interface LanguageSettings {
  /** Variables of the portal's configuration, under all others. */
  portalEnv: Record<string, string>;
}

/** What the thread of the language is asked. */
export type LanguageRequest =
  | ({ kind: 'uses' } & WorkflowFile)
  | ({ kind: 'lint' } & Checked)
  | ({ kind: 'compile'; origin: PlanOrigin } & Checked)
  | {
      kind: 'condition';
      /** The workflow's own variables. */
      env: Plan['env'];
      step: Pick<PlannedStep, 'if'>;
      scope: Omit<EvaluationScope, 'env' | 'matrix'>;
    }
  | {
      kind: 'inputs';
      /** The workflow's own variables. */
      env: Plan['env'];
      step: Pick<PlannedStep, 'with' | 'env'>;
      scope: Omit<EvaluationScope, 'env'>;
    }
  | {
      kind: 'matrix';
      /** The workflow's own variables. */
      env: Plan['env'];
      step: Pick<PlannedStep, 'id' | 'matrix'>;
      scope: Omit<EvaluationScope, 'env' | 'matrix'>;
    }
  | {
      kind: 'outputs';
      /** The workflow's own variables. */
      env: Plan['env'];
      outputs: Plan['outputs'];
      scope: Omit<EvaluationScope, 'env' | 'matrix'>;
    }
  | { kind: 'group'; group: Template; trigger: JsonObject; inputs: JsonObject };

/** A file that was checked, and its plan where nothing is an error. */
export interface CompiledFile {
  name?: string;
  title?: string;
  description?: string;
  triggers: WorkflowTriggers;
  findings: Finding[];
  plan?: Plan;
}

/** What the thread answers, by the kind of request. */
export interface LanguageAnswers {
  uses: string[];
  lint: LintResponse;
  compile: CompiledFile;
  condition: boolean;
  inputs: EvaluatedStep;
  matrix: StepInstancePlan[];
  outputs: JsonObject;
  group: string;
}

/** Does the work of a request; pure, and not quick for every file. */
export function answerLanguageRequest(
  request: LanguageRequest,
  { portalEnv: portal }: LanguageSettings = { portalEnv: {} },
): LanguageAnswers[LanguageRequest['kind']] {
  switch (request.kind) {
    case 'uses':
      return usedComponents(parseWorkflow(request.text, request.file));
    case 'lint':
      return lint(request, portal);
    case 'compile':
      return compile(request, request.origin, portal);
    case 'condition':
      return evaluateCondition(request, request.step, {
        ...request.scope,
        portal,
      });
    case 'inputs':
      return evaluateStep(request, request.step, {
        ...request.scope,
        portal,
      });
    case 'matrix':
      return evaluateMatrix(request, request.step, {
        ...request.scope,
        portal,
      });
    case 'outputs':
      return evaluateOutputs(request, { ...request.scope, portal });
    default: {
      const { group, trigger, inputs } = request;
      const scope = { trigger, inputs, env: {}, steps: {}, matrix: {} };
      return String(evaluateTemplate(group, scope));
    }
  }
}

function lint(checked: Checked, portal: Record<string, string>): LintResponse {
  const parsed = parseWorkflow(checked.text, checked.file);
  const { findings, body } = analyzeWorkflow(
    parsed,
    contextOf(checked, portal),
  );
  return { findings, ...(body && { graph: graphOf(body) }) };
}

function compile(
  checked: Checked,
  origin: PlanOrigin,
  portal: Record<string, string>,
): CompiledFile {
  const parsed = parseWorkflow(checked.text, checked.file);
  const { syntax } = parsed;
  return {
    name: syntax?.name.value,
    title: syntax?.title,
    description: syntax?.description,
    triggers: syntax?.triggers ?? {},
    ...compileWorkflow(parsed, contextOf(checked, portal), origin),
  };
}

function contextOf(
  { resolution, repository, files }: Checked,
  portal: Record<string, string>,
): AnalysisContext {
  return {
    repository,
    portalEnv: Object.keys(portal),
    files: files && {
      paths: files.map(({ file }) => file),
      read: path => files.find(({ file }) => file === path),
    },
    resolve: uses =>
      resolution.components[uses] ?? {
        problem: resolution.problems[uses] ?? `There is no component ${uses}.`,
      },
  };
}
