import type { JsonObject } from '@backstage/types';
import {
  analyzeWorkflow,
  compileWorkflow,
  evaluateCondition,
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
  group: string;
}

/** Does the work of a request; pure, and not quick for every file. */
export function answerLanguageRequest(
  request: LanguageRequest,
): LanguageAnswers[LanguageRequest['kind']] {
  switch (request.kind) {
    case 'uses':
      return usedComponents(parseWorkflow(request.text, request.file));
    case 'lint':
      return lint(request);
    case 'compile':
      return compile(request, request.origin);
    case 'condition':
      return evaluateCondition(request, request.step, request.scope);
    case 'inputs':
      return evaluateStep(request, request.step, request.scope);
    default: {
      const { group, trigger, inputs } = request;
      const scope = { trigger, inputs, env: {}, steps: {}, matrix: {} };
      return String(evaluateTemplate(group, scope));
    }
  }
}

function lint(checked: Checked): LintResponse {
  const parsed = parseWorkflow(checked.text, checked.file);
  const { findings, body } = analyzeWorkflow(parsed, contextOf(checked));
  return { findings, ...(body && { graph: graphOf(body) }) };
}

function compile(checked: Checked, origin: PlanOrigin): CompiledFile {
  const parsed = parseWorkflow(checked.text, checked.file);
  const { syntax } = parsed;
  return {
    name: syntax?.name.value,
    title: syntax?.title,
    description: syntax?.description,
    triggers: syntax?.triggers ?? {},
    ...compileWorkflow(parsed, contextOf(checked), origin),
  };
}

function contextOf({ resolution, repository }: Checked): AnalysisContext {
  return {
    repository,
    resolve: uses =>
      resolution.components[uses] ?? {
        problem: resolution.problems[uses] ?? `There is no component ${uses}.`,
      },
  };
}
