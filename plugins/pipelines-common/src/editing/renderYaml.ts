import { Document, isScalar, isSeq, visit, type Node, type Scalar } from 'yaml';
import type { JsonValue } from '@backstage/types';

/** Longest list that stands on one line. */
const shortList = 72;

/** Where a value stands. */
export interface RenderOptions {
  /** Behind a name, behind a dash, or between brackets. */
  as: 'entry' | 'item' | 'flow';
  /** Column of the name or the dash. */
  indent: number;
  /** Spaces for each level below. */
  step: number;
  eol: string;
  /** How text on one line is quoted, if it is. */
  quote?: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE';
}

/**
 * A value as it stands behind its name or dash: on one line, or on lines of its
 * own below.
 *
 * @returns text that begins with a space or a new line
 */
export function renderValue(value: JsonValue, options: RenderOptions): string {
  const { as, indent, step, eol, quote } = options;
  const flow = as === 'flow';
  const document = new Document(undefined, { version: '1.2', schema: 'core' });
  document.contents = document.createNode(
    as === 'entry' ? { k: value } : [value],
    { aliasDuplicateObjects: false },
  ) as unknown as typeof document.contents;
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key') {
        style(node, flow, typeof value === 'string' ? quote : undefined);
      }
    },
    Collection: (_, node) => {
      const outermost = node === (document.contents as unknown);
      node.flow =
        flow || (!outermost && (isShort(node) || node.items.length === 0));
    },
  });
  const text = document
    .toString({
      indent: step,
      lineWidth: 0,
      singleQuote: true,
      flowCollectionPadding: false,
    })
    .replace(/\n$/, '');
  if (flow) {
    return ` ${text.slice(1, -1)}`;
  }
  return text
    .slice(as === 'entry' ? 'k:'.length : '-'.length)
    .split('\n')
    .map((line, at) => (at > 0 && line ? `${' '.repeat(indent)}${line}` : line))
    .join(eol);
}

/** A name as it stands before its colon. */
export function renderName(name: string): string {
  const text = new Document({ [name]: 0 }).toString({ singleQuote: true });
  return text.slice(0, text.lastIndexOf(': 0'));
}

function style(
  node: Scalar,
  flow: boolean,
  quote: RenderOptions['quote'],
): void {
  const { value } = node;
  if (typeof value !== 'string') {
    return;
  }
  if (/[\r\n]/.test(value)) {
    node.type = flow || value.includes('\r') ? 'QUOTE_DOUBLE' : undefined;
  } else if (value.includes('${{')) {
    node.type = quote ?? 'QUOTE_SINGLE';
  } else {
    node.type = quote;
  }
}

function isShort(node: Node): boolean {
  return (
    isSeq(node) &&
    node.items.every(isScalar) &&
    node.items.map(({ value }) => String(value)).join(', ').length <= shortList
  );
}
