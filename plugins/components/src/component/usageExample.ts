import type { ComponentVersion } from '@dop/plugin-components-common';

/** How a step of a workflow uses a version, for copying. */
export function usageExample({
  namespace,
  name,
  version,
  lifecycle,
  definition,
}: ComponentVersion): string {
  const step = name.replace(/-([a-z0-9])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  const exactly = lifecycle === 'draft' || version.includes('-');
  const range = exactly ? version : version.split('.')[0];
  const { required = [], properties = {} } = definition.spec.inputs;
  const sample = definition.spec.samples?.[0]?.inputs ?? {};
  const lines = required.map(input => {
    const value = properties[input]?.['x-dop']
      ? `\${{ steps.source.outputs.tree }}`
      : JSON.stringify(sample[input] ?? '…');
    return `    ${input}: ${value}`;
  });
  return [
    `${step}:`,
    `  uses: ${namespace}/${name}@${range}`,
    ...(lines.length > 0 ? ['  with:', ...lines] : []),
  ].join('\n');
}
