/**
 * A workflow file to begin with: started by hand, with one step.
 *
 * @param name - small letters, digits and dashes
 * @param uses - the component of its step, `dop/shell@1`
 */
export function newWorkflowText(options: {
  name: string;
  title?: string;
  uses?: string;
}): string {
  const { name, title, uses = 'dop/shell@1' } = options;
  return `apiVersion: dop/v1
kind: Workflow
metadata:
  name: ${name}
${title ? `  title: ${JSON.stringify(title)}\n` : ''}spec:
  triggers:
    manual: {}
  steps:
    first:
      uses: ${uses}
`;
}
