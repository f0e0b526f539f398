import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const languages = {
  bash,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
Object.entries(languages).forEach(([name, language]) =>
  hljs.registerLanguage(name, language),
);

/** Beyond this colouring costs more than it gives. */
const longest = 400_000;

const byExtension: Record<string, keyof typeof languages> = {
  sh: 'bash',
  css: 'css',
  diff: 'diff',
  patch: 'diff',
  go: 'go',
  ini: 'ini',
  toml: 'ini',
  java: 'java',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  json: 'json',
  md: 'markdown',
  py: 'python',
  rs: 'rust',
  sql: 'sql',
  ts: 'typescript',
  tsx: 'typescript',
  html: 'xml',
  svg: 'xml',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** Language of a file by its name, if it is one that is coloured. */
export function languageOf(path: string): string | undefined {
  const name = path.split('/').pop() ?? '';
  if (/^(Dockerfile|Containerfile)/.test(name)) {
    return 'dockerfile';
  }
  return byExtension[name.split('.').pop()?.toLowerCase() ?? ''];
}

/** A piece of a line in one colour. */
export interface CodePiece {
  text: string;
  /** highlight.js class names without `hljs-`. */
  kind?: string;
}

/** The code in lines of coloured pieces. */
export function highlightLines(code: string, language?: string): CodePiece[][] {
  if (!language || !hljs.getLanguage(language) || code.length > longest) {
    return code.split('\n').map(text => [{ text }]);
  }
  const html = hljs.highlight(code, { language, ignoreIllegals: true }).value;
  const lines: CodePiece[][] = [[]];
  const kinds: string[] = [];
  // The markup is only spans with a class and text with five entities.
  for (const [, open, close, text] of html.matchAll(
    /<span class="([^"]*)">|(<\/span>)|([^<]+)/g,
  )) {
    if (open !== undefined) {
      kinds.push(open.split(' ')[0].replace('hljs-', ''));
    } else if (close) {
      kinds.pop();
    } else {
      const kind = kinds[kinds.length - 1];
      unescape(text)
        .split('\n')
        .forEach((part, index) => {
          if (index > 0) {
            lines.push([]);
          }
          if (part) {
            lines[lines.length - 1].push({ text: part, kind });
          }
        });
    }
  }
  return lines;
}

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&amp;': '&',
};

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#x27|amp);/g, entity => entities[entity]);
}
