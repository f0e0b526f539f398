import type { JsonValue } from '@backstage/types';
import type { Range } from './SourceFile';

/** A value of a YAML file with its place; aliases are replaced by what they name. */
export type SourceNode = SourceScalar | SourceList | SourceMap;

export interface SourceScalar {
  kind: 'scalar';
  value: string | number | boolean | null;
  at: Range;
  /** The offset in the file of a character of a string. */
  offsetOf(index: number): number;
}

export interface SourceList {
  kind: 'list';
  items: SourceNode[];
  at: Range;
}

export interface SourceMap {
  kind: 'map';
  entries: SourceEntry[];
  at: Range;
}

export interface SourceEntry {
  key: string;
  keyAt: Range;
  value: SourceNode;
}

/** The plain value. */
export function toJson(node: SourceNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    default: {
      const value: Record<string, JsonValue> = {};
      for (const entry of node.entries) {
        Object.defineProperty(value, entry.key, {
          value: toJson(entry.value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return value;
    }
  }
}

/** What a node is, for sentences. */
export function describe(node: SourceNode): string {
  if (node.kind !== 'scalar') {
    return node.kind === 'list' ? 'a list' : 'a map';
  }
  if (node.value === null) {
    return 'nothing';
  }
  return {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
  }[typeof node.value as 'string' | 'number' | 'boolean'];
}
