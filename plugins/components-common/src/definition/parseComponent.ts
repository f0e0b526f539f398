import Ajv from 'ajv';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { checkSchema } from '../schema/checkSchema';
import { describe, validateValue } from '../schema/validateValue';
import type { ComponentDefinition } from '../types';
import type { ComponentFinding } from './ComponentFinding';
import { definitionSchema } from './definitionSchema';

/** A definition, or what is wrong with the text. Warnings come with a definition. */
export interface ParsedComponent {
  definition?: ComponentDefinition;
  findings: ComponentFinding[];
}

const maxLength = 512 * 1024;
const validateDefinition = new Ajv({
  allErrors: true,
  strict: false,
}).compile<ComponentDefinition>(definitionSchema);

/**
 * Reads a `component.yaml`; every finding has its position.
 *
 * @param file - path to name in findings
 */
export function parseComponent(
  text: string,
  file: string = 'component.yaml',
): ParsedComponent {
  const findings: ComponentFinding[] = [];
  const lines = new LineCounter();
  const add = (
    offset: number,
    rule: string,
    message: string,
    severity: ComponentFinding['severity'] = 'error',
  ) => {
    const { line, col } = lines.linePos(offset);
    findings.push({
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      rule,
      message,
      severity,
    });
  };
  if (text.length > maxLength) {
    add(0, 'too-large', `The file is larger than ${maxLength} characters.`);
    return { findings };
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  for (const error of document.errors) {
    add(error.pos[0], 'yaml', `Not YAML: ${error.message}`);
  }
  if (findings.length > 0) {
    return { findings };
  }
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    add(0, 'yaml', `Not YAML: ${(error as Error).message}`);
    return { findings };
  }
  const at = (path: (string | number)[]) =>
    offsetOf(document.contents, path) ?? 0;

  if (!validateDefinition(content)) {
    for (const error of validateDefinition.errors ?? []) {
      const path = error.instancePath
        .split('/')
        .slice(1)
        .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      if (error.keyword === 'additionalProperties') {
        path.push(String(error.params.additionalProperty));
      }
      add(at(path), 'definition', describe(error).message);
    }
    return { findings };
  }

  const definition: ComponentDefinition = content;
  const { spec } = definition;
  for (const part of ['inputs', 'outputs'] as const) {
    for (const { path, message } of checkSchema(spec[part])) {
      add(at(['spec', part, ...path]), 'schema', message);
    }
  }
  if (!spec.image && !spec.process) {
    add(
      at(['spec']),
      'no-program',
      'Give `image`, `process.command` or both: without them nothing can run.',
    );
  }
  if (findings.length === 0) {
    checkSamples(definition, (path, message) =>
      add(at(path), 'sample', message, 'warning'),
    );
  }
  return findings.some(({ severity }) => severity === 'error')
    ? { findings }
    : { definition, findings };
}

function checkSamples(
  { spec }: ComponentDefinition,
  add: (path: (string | number)[], message: string) => void,
): void {
  spec.samples?.forEach((sample, index) => {
    for (const part of ['inputs', 'outputs'] as const) {
      const value = sample[part];
      if (value !== undefined) {
        for (const problem of validateValue(spec[part], value, 'program')) {
          add(
            ['spec', 'samples', index, part, ...problem.path.split('.')],
            `The sample does not fit the schema. ${problem.message}`,
          );
        }
      }
    }
  });
}

/** Where the value at a path begins, or what is left of the path that exists. */
function offsetOf(
  root: unknown,
  path: (string | number)[],
): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key: name }) => isScalar(name) && String(name.value) === String(key),
      );
      if (!pair) {
        break;
      }
      offset =
        isScalar(pair.key) && pair.key.range ? pair.key.range[0] : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      const range = (node as { range?: [number, number, number] } | undefined)
        ?.range;
      offset = range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
