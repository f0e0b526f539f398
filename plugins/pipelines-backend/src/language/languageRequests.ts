import {
  analyzeWorkflow,
  compileWorkflow,
  graphOf,
  parseWorkflow,
  usedComponents,
  type Finding,
  type LintResponse,
  type Plan,
  type PlanOrigin,
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
  | ({ kind: 'compile'; origin: PlanOrigin } & Checked);

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
}

/** Does the work of a request; pure, and not quick for every file. */
export function answerLanguageRequest(
  request: LanguageRequest,
): LanguageAnswers[LanguageRequest['kind']] {
  const parsed = parseWorkflow(request.text, request.file);
  if (request.kind === 'uses') {
    return usedComponents(parsed);
  }
  const { resolution, repository } = request;
  const context = {
    repository,
    resolve: (uses: string) =>
      resolution.components[uses] ?? {
        problem: resolution.problems[uses] ?? `There is no component ${uses}.`,
      },
  };
  if (request.kind === 'lint') {
    const { findings, body } = analyzeWorkflow(parsed, context);
    return { findings, ...(body && { graph: graphOf(body) }) };
  }
  const { syntax } = parsed;
  return {
    name: syntax?.name.value,
    title: syntax?.title,
    description: syntax?.description,
    triggers: syntax?.triggers ?? {},
    ...compileWorkflow(parsed, context, request.origin),
  };
}
