import type { JsonValue } from '@backstage/types';
import { textOf, type Outline } from './outline';

/** The value that an outline stands for. */
export function outlineJson(value: Outline | undefined): JsonValue {
  switch (value?.kind) {
    case 'map':
      return Object.fromEntries(
        value.entries.map(entry => [entry.key, outlineJson(entry.value)]),
      );
    case 'list':
      return value.items.map(item => outlineJson(item.value));
    case 'scalar':
      return value.style === 'plain'
        ? plainValue(value.source)
        : textOf(value) ?? '';
    default:
      return null;
  }
}

function plainValue(source: string): JsonValue {
  if (/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(source)) {
    return JSON.parse(source);
  }
  return source === '~' ? null : source;
}
