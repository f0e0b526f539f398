import type { JsonObject, JsonValue } from '@backstage/types';
import type { EditPath } from './WorkflowEdit';

/** What is to be changed of the values of a file. */
export type Operation =
  | { type: 'set'; path: EditPath; value: JsonValue; after?: string }
  | {
      type: 'remove';
      /** The way to the map or list. */
      path: EditPath;
      names: (string | number)[];
    };

/** Fields of a step or of the whole that go when nothing is left in them. */
const optional = [
  'needs',
  'with',
  'env',
  'secrets',
  'matrix',
  'outputs',
  'delivers',
];

/** Takes values away, each map and list once, and what would be left empty. */
export function removal(json: JsonValue, paths: EditPath[]): Operation[] {
  const groups = new Map<
    string,
    { path: EditPath; names: Set<string | number> }
  >();
  const add = (path: EditPath) => {
    const parent = path.slice(0, -1);
    const name = path[path.length - 1];
    const values = valueAt(json, parent);
    if (typeof values !== 'object' || values === null || !(name in values)) {
      return;
    }
    const key = JSON.stringify(parent);
    const group = groups.get(key) ?? { path: parent, names: new Set() };
    groups.set(key, group);
    group.names.add(name);
    if (group.names.size === Object.keys(values).length && isOptional(parent)) {
      groups.delete(key);
      add(parent);
    }
  };
  paths.forEach(add);
  const all = [...groups.values()];
  return all
    .filter(({ path }) => !all.some(other => contains(other, path)))
    .map(({ path, names }) => ({ type: 'remove', path, names: [...names] }));
}

/** The values after all operations; the given ones stay as they are. */
export function applyOperations(
  json: JsonValue,
  operations: Operation[],
): JsonValue {
  return operations.reduce(
    (value, operation) =>
      operation.type === 'set'
        ? setAt(value, operation.path, operation.value)
        : changeAt(value, operation.path, inner =>
            without(inner, operation.names),
          ),
    json,
  );
}

function isOptional(path: EditPath): boolean {
  const [spec, steps] = path;
  const depth = steps === 'steps' ? 4 : 2;
  return (
    spec === 'spec' &&
    path.length === depth &&
    optional.includes(String(path[depth - 1]))
  );
}

function contains(
  group: { path: EditPath; names: Set<string | number> },
  path: EditPath,
): boolean {
  return (
    path.length > group.path.length &&
    group.path.every((name, depth) => path[depth] === name) &&
    group.names.has(path[group.path.length])
  );
}

function valueAt(json: JsonValue, path: EditPath): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const name of path) {
    value = isCollection(value)
      ? (value as JsonObject)[name as string]
      : undefined;
  }
  return value;
}

function setAt(
  json: JsonValue | undefined,
  path: EditPath,
  value: JsonValue,
): JsonValue {
  const [name, ...rest] = path;
  if (name === undefined) {
    return value;
  }
  if (Array.isArray(json)) {
    const items = [...json];
    items[name as number] = setAt(items[name as number], rest, value);
    return items;
  }
  const inner = isCollection(json) ? (json as JsonObject) : {};
  if (!isCollection(json) && typeof name === 'number') {
    return [setAt(undefined, rest, value)];
  }
  return { ...inner, [name]: setAt(inner[name], rest, value) };
}

function changeAt(
  json: JsonValue,
  path: EditPath,
  change: (value: JsonValue) => JsonValue,
): JsonValue {
  return path.length === 0
    ? change(json)
    : setAt(json, path, change(valueAt(json, path)!));
}

function without(
  json: JsonValue,
  names: readonly (string | number)[],
): JsonValue {
  return Array.isArray(json)
    ? json.filter((_, at) => !names.includes(at))
    : Object.fromEntries(
        Object.entries(json as JsonObject).filter(
          ([name]) => !names.includes(name),
        ),
      );
}

function isCollection(value: JsonValue | undefined): boolean {
  return typeof value === 'object' && value !== null;
}
