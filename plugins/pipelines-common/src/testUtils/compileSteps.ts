import type { Finding } from '../Finding';
import { compileWorkflow } from '../language/compileWorkflow';
import { parseWorkflow } from '../language/parseWorkflow';
import type { AnalysisContext } from '../language/WorkflowAnalysis';
import type { Plan } from '../plan';
import { resolveTestComponent } from './testComponents';

/** A step that runs a script, with more fields. */
export const shell = (more: string) =>
  `{ uses: dop/shell@1, with: { script: x }, ${more} }`;

/** A workflow with these steps, and other parts of `spec` before them. */
export function workflow(
  steps: string,
  spec = '  triggers: { push: {} }',
): string {
  const indented = steps
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: test }
spec:
${spec}
  steps:
${indented}
`;
}

export interface Compiled {
  text: string;
  findings: Finding[];
  /** Rule and marked text of each finding. */
  found: string[];
  plan?: Plan;
}

/** Checks and plans a workflow with these steps. */
export function compile(
  steps: string,
  spec?: string,
  context: Partial<AnalysisContext> = {},
): Compiled {
  const text = workflow(steps, spec);
  const parsed = parseWorkflow(text, '.dop/test.yaml');
  const { findings, plan } = compileWorkflow(
    parsed,
    { resolve: resolveTestComponent, ...context },
    { repositoryId: 'r', commit: 'c', contentHash: 'root' },
  );
  const lines = text.split('\n');
  const found = findings.map(({ rule, line, column, endLine, endColumn }) => {
    const end = endLine === line ? endColumn! - 1 : undefined;
    return `${rule}: ${lines[line - 1].slice(column - 1, end)}`;
  });
  return { text, findings, found, plan };
}

/** The plan of a workflow in which nothing is wrong. */
export function planOf(...given: Parameters<typeof compile>): Plan {
  const { plan, findings } = compile(...given);
  if (!plan || findings.length > 0) {
    throw new Error(`There are findings: ${JSON.stringify(findings)}`);
  }
  return plan;
}

/** Begins a step that reads the step `ok`. */
export const read = `read: { needs: [ok], uses: dop/shell@1, with: { script: `;
