import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { limits } from '../limits';
import type { Range, SourceFile } from './SourceFile';
import type { SourceEntry, SourceNode, SourceScalar } from './SourceNode';
import { scalarOffsets } from './scalarOffsets';

/**
 * Reads one YAML document into nodes with places. Findings go to the file;
 * undefined when there is nothing that could be checked further.
 */
export function parseYaml(source: SourceFile): SourceNode | undefined {
  const whole = { start: 0, end: 0 };
  const { text, lineCounter } = source;
  if (text.length > limits.fileLength) {
    source.report(
      whole,
      'too-large',
      `The file has ${text.length} characters; at most ${limits.fileLength} are read. Split it into several workflows.`,
    );
    return undefined;
  }
  const control = findControlCharacter(text);
  if (control !== undefined) {
    countLines(text, lineCounter);
    const code = text.charCodeAt(control).toString(16).padStart(4, '0');
    source.report(
      { start: control, end: control + 1 },
      'yaml-syntax',
      `The character U+${code} may not be in a YAML file. Remove it; the file must be UTF-8 text.`,
    );
    return undefined;
  }
  const deep = findDeepNesting(text);
  if (deep !== undefined) {
    countLines(text, lineCounter);
    source.report(
      { start: deep, end: deep + 1 },
      'too-deep',
      `More than ${limits.yamlDepth} levels of brackets; a workflow needs no more than ten.`,
    );
    return undefined;
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter,
      // Ours is quicker: the library compares each key with all before it.
      uniqueKeys: false,
      version: '1.2',
      schema: 'core',
      merge: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'error',
      keepSourceTokens: false,
    });
  } catch (error) {
    source.report(
      whole,
      'yaml-syntax',
      `The file cannot be read as YAML: ${
        error instanceof RangeError ? 'it is nested too deeply' : String(error)
      }.`,
    );
    return undefined;
  }
  const problems = [...document.errors, ...document.warnings];
  for (const { pos, code, message } of problems.slice(0, limits.findings)) {
    source.report(
      { start: pos[0], end: pos[1] },
      'yaml-syntax',
      yamlSentence(code, message),
    );
  }
  if (problems.length > 0) {
    return undefined;
  }
  if (!document.contents) {
    source.report(whole, 'yaml-syntax', 'The file is empty.');
    return undefined;
  }
  return new Converter(source, document).convert();
}

/** Turns the library's nodes into ours; bounded, so that no alias bomb goes off. */
class Converter {
  readonly #source: SourceFile;
  readonly #document: Document.Parsed;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #left: number = limits.yamlNodes;

  constructor(source: SourceFile, document: Document.Parsed) {
    this.#source = source;
    this.#document = document;
  }

  convert(): SourceNode | undefined {
    visit(this.#document, {
      Node: (_, node) => {
        if (!isAlias(node) && node.anchor && !this.#anchors.has(node.anchor)) {
          this.#anchors.set(node.anchor, node);
        }
      },
    });
    const result = this.#node(this.#document.contents, 0);
    return this.#source.broken ? undefined : result;
  }

  #node(node: unknown, depth: number, aliasAt?: Range): SourceNode {
    const at = aliasAt ?? rangeOf(node);
    if (this.#left-- === 0) {
      this.#source.report(
        at,
        'too-large',
        `The file has more than ${limits.yamlNodes} values, aliases counted as what they stand for.`,
      );
    }
    if (depth > limits.yamlDepth) {
      this.#source.report(
        at,
        'too-deep',
        `More than ${limits.yamlDepth} levels of lists and maps; a workflow needs no more than ten.`,
      );
    }
    if (this.#left < 0 || depth > limits.yamlDepth) {
      return empty(at);
    }
    if (isAlias(node)) {
      return this.#alias(node.source, depth, at);
    }
    if (isSeq(node)) {
      return {
        kind: 'list',
        at,
        items: node.items.map(item => this.#node(item, depth + 1)),
      };
    }
    if (isMap(node)) {
      const names = new Set<string>();
      return {
        kind: 'map',
        at,
        entries: node.items.flatMap(pair => this.#entry(pair, names, depth)),
      };
    }
    return isScalar(node) ? this.#scalar(node.value, at) : empty(at);
  }

  #alias(name: string, depth: number, at: Range): SourceNode {
    const target = this.#anchors.get(name);
    if (!target || this.#open.has(target)) {
      this.#source.report(
        at,
        'yaml-syntax',
        `The alias *${name} stands for ${
          target ? 'something that contains it' : 'nothing'
        }.`,
      );
      return empty(at);
    }
    this.#open.add(target);
    const result = this.#node(target, depth, at);
    this.#open.delete(target);
    return result;
  }

  #entry(
    pair: { key: unknown; value: unknown },
    names: Set<string>,
    depth: number,
  ): SourceEntry[] {
    const keyAt = rangeOf(pair.key);
    if (!isScalar(pair.key) || pair.key.value === null) {
      this.#source.report(
        keyAt,
        'wrong-type',
        'A name of a field must be text.',
      );
      return [];
    }
    const key = String(pair.key.value);
    if (names.has(key)) {
      this.#source.report(
        keyAt,
        'duplicate-key',
        'This name is there twice in the same map. Remove one of them.',
      );
    }
    names.add(key);
    const value = pair.value
      ? this.#node(pair.value, depth + 1)
      : empty({ start: keyAt.end, end: keyAt.end });
    return [{ key, keyAt, value }];
  }

  #scalar(value: unknown, at: Range): SourceScalar {
    if (
      value === null ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value))
    ) {
      return { kind: 'scalar', value, at, offsetOf: () => at.start };
    }
    if (typeof value !== 'string') {
      this.#source.report(
        at,
        'wrong-type',
        'Only text, numbers, true and false are values here.',
      );
      return empty(at);
    }
    let offsets: number[] | undefined;
    return {
      kind: 'scalar',
      value,
      at,
      offsetOf: index => {
        offsets ??= scalarOffsets(this.#source.text, at, value);
        return offsets[Math.min(index, offsets.length - 1)];
      },
    };
  }
}

function empty(at: Range): SourceScalar {
  return { kind: 'scalar', value: null, at, offsetOf: () => at.start };
}

function rangeOf(node: unknown): Range {
  const range = (node as { range?: [number, number, number] } | undefined)
    ?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function findControlCharacter(text: string): number | undefined {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13) {
      return index;
    }
    if (code === 127 || code === 0xfffe || code === 0xffff) {
      return index;
    }
  }
  return undefined;
}

/**
 * Brackets and list dashes that are nested so deeply that reading them would be
 * slow. A rough count over the text: brackets in quoted text count too, so the
 * bound is far above what a workflow has.
 */
function findDeepNesting(text: string): number | undefined {
  const bound = limits.yamlDepth * 5;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '[' || character === '{') {
      depth++;
    } else if ((character === ']' || character === '}') && depth > 0) {
      depth--;
    }
    if (depth > bound) {
      return index;
    }
  }
  const dashes = /(?:[-?] ){50}/.exec(text);
  return dashes?.index;
}

function countLines(
  text: string,
  lineCounter: { addNewLine(at: number): number },
) {
  lineCounter.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lineCounter.addNewLine(at + 1);
  }
}

function yamlSentence(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces, not with tabs.';
    case 'MULTIPLE_DOCS':
      return 'A file holds one workflow; remove what follows "---".';
    default:
      return `Not valid YAML: ${message.split('\n')[0].replace(/\.?$/, '.')}`;
  }
}
