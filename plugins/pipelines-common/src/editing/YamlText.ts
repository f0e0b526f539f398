import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { JsonValue } from '@backstage/types';
import { parseYaml, yamlOptions } from '../source/parseYaml';
import { SourceFile } from '../source/SourceFile';
import { toJson } from '../source/SourceNode';
import type { EditPath } from './WorkflowEdit';

/** An entry of a map, or an element of a list. */
export interface Member {
  start: number;
  /** Behind the last character of its value; comments come later. */
  end: number;
  /** Undefined where nothing is written. */
  value: Node | undefined;
  /** Behind the colon, for an entry. */
  colonEnd?: number;
  name?: string;
}

/** A YAML text with the places of what stands in it. */
export class YamlText {
  readonly text: string;
  /** What the text says. */
  readonly json: JsonValue;
  readonly root: Node;
  /** How its lines end. */
  readonly eol: '\n' | '\r\n';
  /** Spaces for each level. */
  readonly step: number;
  readonly #members = new Map<Node, Member[]>();

  private constructor(text: string, json: JsonValue, root: Node) {
    this.text = text;
    this.json = json;
    this.root = root;
    this.eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
    this.step = this.#findStep();
  }

  /** A sentence, where the text cannot be read. */
  static parse(text: string): YamlText | { problem: string } {
    const source = SourceFile.create(text, '');
    const node = parseYaml(source);
    if (!node) {
      const [{ line, message }] = source.findings;
      return { problem: `Line ${line}: ${message}` };
    }
    // What is bounded and valid was just seen.
    const document: Document.Parsed = parseDocument(text, yamlOptions);
    return new YamlText(text, toJson(node), document.contents as Node);
  }

  /** What stands at a path; undefined where nothing is written. */
  find(path: EditPath): Node | undefined {
    let node: Node | undefined = this.root;
    for (const name of path) {
      node = this.membersOf(node).find(
        (member, index) => (member.name ?? index) === name,
      )?.value;
    }
    return node;
  }

  /** Entries of a map or elements of a list, in the order of the text. */
  membersOf(node: Node | undefined): Member[] {
    if (!isCollection(node)) {
      return [];
    }
    const known = this.#members.get(node);
    if (known) {
      return known;
    }
    const members = isMap(node)
      ? (node as YAMLMap).items.map(pair => this.#entry(pair))
      : (node as YAMLSeq).items.map(item =>
          this.#element(node as YAMLSeq, item),
        );
    this.#members.set(node, members);
    return members;
  }

  /** Behind the last character of a value, without comments. */
  endOf(node: Node): number {
    const [start, end] = node.range!;
    if (isCollection(node) && !node.flow) {
      const members = this.membersOf(node);
      return members[members.length - 1]?.end ?? start;
    }
    const block =
      isScalar(node) && /^BLOCK/.test(String((node as Scalar).type));
    return block ? start + this.text.slice(start, end).trimEnd().length : end;
  }

  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where its line ends, before the characters that end it. */
  lineEnd(offset: number): number {
    const at = this.text.indexOf('\n', offset);
    if (at < 0) {
      return this.text.length;
    }
    return this.text[at - 1] === '\r' && at > offset ? at - 1 : at;
  }

  /** Where the next line begins; the end of the text for the last one. */
  nextLine(offset: number): number {
    const at = this.text.indexOf('\n', offset);
    return at < 0 ? this.text.length : at + 1;
  }

  columnOf(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** Whether nothing but spaces is before it on its line. */
  beginsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  #entry({ key, value }: Pair): Member {
    const [start, keyEnd] = (key as Node).range!;
    const colon = this.text.indexOf(':', keyEnd);
    const written = isWritten(value) ? value : undefined;
    const colonEnd = colon < 0 ? keyEnd : colon + 1;
    return {
      start,
      end: written ? this.endOf(written) : colonEnd,
      value: written,
      colonEnd,
      name: String((key as Scalar).value),
    };
  }

  #element(list: YAMLSeq, item: unknown): Member {
    const node = item as Node | Pair;
    // In a list in brackets, `[a: 1]` is a map.
    const at = isPair(node) ? this.#entry(node).start : node.range![0];
    const dash = this.text.lastIndexOf('-', at - (isWritten(node) ? 1 : 0));
    const written = isWritten(node) ? (node as Node) : undefined;
    const start = list.flow ? at : dash;
    return {
      start,
      end: written && !isPair(written) ? this.endOf(written) : start + 1,
      value: written,
    };
  }

  #findStep(): number {
    let found: number | undefined;
    const look = (node: Node, column: number) => {
      for (const { value } of this.membersOf(node)) {
        if (found === undefined && isMap(value) && !value.flow) {
          const inner = this.columnOf(this.membersOf(value)[0].start);
          found = inner > column ? inner - column : undefined;
        }
      }
    };
    look(this.root, 0);
    return found ?? 2;
  }
}

function isWritten(node: unknown): node is Node {
  return (
    isAlias(node) ||
    isCollection(node) ||
    (isScalar(node) && (node.value !== null || Boolean(node.source)))
  );
}
