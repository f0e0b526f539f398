import type { ParsedWorkflow } from './parseWorkflow';

/** Paths of the workflows that the steps of a file run, each once. */
export function usedWorkflows({ syntax }: ParsedWorkflow): string[] {
  const paths = new Set<string>();
  for (const { action } of syntax?.steps ?? []) {
    if (action.type === 'workflow') {
      paths.add(action.path.value);
    }
  }
  return [...paths];
}
