import type { JsonSchema } from '@dop/plugin-components-common';
import type { Range } from '../source/SourceFile';
import type { SourceEntry, SourceNode } from '../source/SourceNode';
import { toJson } from '../source/SourceNode';
import { fileMarks, schemaKeywords, schemaTypes } from './schemaKeywords';

/**
 * Reads the schema of a workflow's inputs. Every part must have a type, so that
 * expressions can be checked.
 */
export function readSchema(
  node: SourceNode,
  report: (at: Range, message: string) => void,
): JsonSchema | undefined {
  if (node.kind !== 'map') {
    report(node.at, 'A schema is a map, such as { type: string }.');
    return undefined;
  }
  let good = true;
  const fail = (at: Range, message: string) => {
    good = false;
    report(at, message);
  };
  for (const entry of node.entries) {
    const holds = Object.hasOwn(schemaKeywords, entry.key)
      ? schemaKeywords[entry.key]
      : undefined;
    if (!holds) {
      fail(
        entry.keyAt,
        `"${entry.key}" is not a keyword of schemas here. Known: ${Object.keys(
          schemaKeywords,
        ).join(', ')}.`,
      );
    } else {
      checkKeyword(entry, holds, fail);
    }
  }
  const typed = node.entries.some(({ key }) =>
    ['type', 'const', 'enum', 'x-dop'].includes(key),
  );
  if (!typed) {
    fail(node.at, 'A schema needs a type, an enum or a const.');
  }
  return good ? (toJson(node) as JsonSchema) : undefined;
}

function checkKeyword(
  { key, value: node }: SourceEntry,
  holds: string,
  fail: (at: Range, message: string) => void,
): void {
  const scalar = node.kind === 'scalar' ? typeof node.value : node.kind;
  switch (holds) {
    case 'text':
      if (scalar !== 'string') {
        fail(node.at, `"${key}" must be text.`);
      }
      break;
    case 'number':
    case 'boolean':
      if (scalar !== holds) {
        fail(node.at, `"${key}" must be a ${holds}.`);
      }
      break;
    case 'list':
      if (node.kind !== 'list' || node.items.length === 0) {
        fail(node.at, `"${key}" must be a list that is not empty.`);
      }
      break;
    case 'names':
      if (
        node.kind !== 'list' ||
        node.items.some(
          item => item.kind !== 'scalar' || typeof item.value !== 'string',
        )
      ) {
        fail(node.at, `"${key}" must be a list of names.`);
      }
      break;
    case 'mark':
      if (node.kind !== 'scalar' || !fileMarks.includes(String(node.value))) {
        fail(node.at, `"${key}" must be one of ${fileMarks.join(', ')}.`);
      }
      break;
    case 'type':
      checkType(node, fail);
      break;
    case 'schema':
      readSchema(node, fail);
      break;
    case 'more':
      if (scalar !== 'boolean') {
        readSchema(node, fail);
      }
      break;
    case 'schemas':
      if (node.kind !== 'map') {
        fail(node.at, `"${key}" must be a map of schemas.`);
        break;
      }
      node.entries.forEach(({ value }) => readSchema(value, fail));
      break;
    default:
  }
}

function checkType(
  node: SourceNode,
  fail: (at: Range, message: string) => void,
): void {
  const items = node.kind === 'list' ? node.items : [node];
  const names = items.map(item =>
    item.kind === 'scalar' ? String(item.value) : '',
  );
  if (names.some(name => !schemaTypes.includes(name))) {
    fail(node.at, `"type" must be one of ${schemaTypes.join(', ')}.`);
  } else if (names.filter(name => name !== 'null').length > 1) {
    fail(node.at, 'A value has one type, or one type and null.');
  }
}
