import {
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type Document,
  type ParsedNode,
} from 'yaml';
import type { CatalogFinding } from '@dop/plugin-code-common';

const maxDocuments = 200;
const maxAliases = 100;

/** One document of a file, with the way from a value to its position. */
export interface EntityDocument {
  value: Record<string, unknown>;
  /** A finding at a value, or at the nearest thing around it that is there. */
  finding(
    at: (string | number)[],
    rule: string,
    message: string,
  ): CatalogFinding;
}

/** Reads a YAML file of one or more documents. Never throws. */
export function readEntityFile(
  path: string,
  text: string,
): { documents: EntityDocument[]; findings: CatalogFinding[] } {
  const lines = new LineCounter();
  const findings: CatalogFinding[] = [];
  const documents: EntityDocument[] = [];
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const all = (Array.isArray(parsed) ? parsed : []) as Document.Parsed[];
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  for (const document of all.slice(0, maxDocuments)) {
    const start = document.range?.[0] ?? 0;
    if (document.errors.length > 0) {
      for (const error of document.errors.slice(0, 10)) {
        findings.push({
          path,
          ...place(error.pos[0]),
          rule: 'yaml',
          message: `This is not YAML: ${error.message}`,
        });
      }
      continue;
    }
    if (document.contents === null || isEmpty(document.contents)) {
      continue;
    }
    const finding: EntityDocument['finding'] = (at, rule, message) => ({
      path,
      ...place(positionOf(document, at) ?? start),
      rule,
      message,
    });
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: maxAliases });
    } catch (error) {
      findings.push(finding([], 'yaml', `This is not YAML: ${error}`));
      continue;
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      documents.push({ value: value as Record<string, unknown>, finding });
    } else {
      findings.push(
        finding(
          [],
          'yaml',
          'An entity is a mapping that begins with apiVersion, kind and metadata.',
        ),
      );
    }
  }
  if (all.length > maxDocuments) {
    findings.push({
      path,
      line: 1,
      column: 1,
      rule: 'size',
      message: `A file has at most ${maxDocuments} documents; the rest is left out.`,
    });
  }
  return { documents, findings };
}

function isEmpty(node: ParsedNode): boolean {
  return isScalar(node) && node.value === null;
}

function positionOf(
  document: Document.Parsed,
  at: (string | number)[],
): number | undefined {
  for (let length = at.length; length > 0; length -= 1) {
    const parent = document.getIn(at.slice(0, length - 1), true);
    const key = at[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        item => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair && isNode(pair.key)) {
        return pair.key.range?.[0];
      }
    }
    const node = document.getIn(at.slice(0, length), true);
    if (isNode(node)) {
      return node.range?.[0];
    }
  }
  return undefined;
}
