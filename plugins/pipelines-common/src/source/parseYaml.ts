import { parseDocument, type Document } from 'yaml';
import { limits } from '../limits';
import { NodeConverter } from './NodeConverter';
import type { SourceFile } from './SourceFile';
import type { SourceNode } from './SourceNode';

/** How workflow files are read. */
export const yamlOptions = {
  // Ours is quicker: the library compares each key with all before it.
  uniqueKeys: false,
  version: '1.2',
  schema: 'core',
  merge: false,
  strict: true,
  prettyErrors: false,
  logLevel: 'error',
  keepSourceTokens: false,
} as const;

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
  const { stackTraceLimit } = Error;
  try {
    // The library makes an error for each mistake, and traces are the most of it.
    Error.stackTraceLimit = 0;
    document = parseDocument(text, { lineCounter, ...yamlOptions });
  } catch (error) {
    source.report(
      whole,
      'yaml-syntax',
      `The file cannot be read as YAML: ${
        error instanceof RangeError ? 'it is nested too deeply' : String(error)
      }.`,
    );
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
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
  return new NodeConverter(source, document).convert();
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
