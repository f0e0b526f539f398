import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { limits } from '../limits';
import type { Range, SourceFile } from './SourceFile';
import type { SourceEntry, SourceNode, SourceScalar } from './SourceNode';
import { scalarOffsets } from './scalarOffsets';

/** Turns the library's nodes into ours; bounded, so that no alias bomb goes off. */
export class NodeConverter {
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
