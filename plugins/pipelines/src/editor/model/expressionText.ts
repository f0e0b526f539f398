import type { JsonValue } from '@backstage/types';

/** An output of a step that is all of a value: `${{ steps.source.outputs.tree }}`. */
export interface WrittenLink {
  from: string;
  output: string;
}

const link =
  /^\s*\$\{\{\s*steps\.([A-Za-z_]\w*)\.outputs\.([A-Za-z_]\w*)\s*\}\}\s*$/;
const input = /^\s*\$\{\{\s*inputs\.([A-Za-z_]\w*)\s*\}\}\s*$/;

export function linkOf(value: JsonValue | undefined): WrittenLink | undefined {
  const match = typeof value === 'string' ? link.exec(value) : null;
  return match ? { from: match[1], output: match[2] } : undefined;
}

/** The input of the workflow that is all of a value. */
export function workflowInputOf(
  value: JsonValue | undefined,
): string | undefined {
  return typeof value === 'string' ? input.exec(value)?.[1] : undefined;
}

export function hasExpression(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') {
    return value.replaceAll('$${{', '').includes('${{');
  }
  if (Array.isArray(value)) {
    return value.some(hasExpression);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some(hasExpression)
  );
}
