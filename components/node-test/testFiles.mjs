import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What Node's own runner looks for, in every version the same. */
const usual = [
  '**/*.test.{js,mjs,cjs}',
  '**/*-test.{js,mjs,cjs}',
  '**/*_test.{js,mjs,cjs}',
  '**/test-*.{js,mjs,cjs}',
  '**/test.{js,mjs,cjs}',
  '**/test/**/*.{js,mjs,cjs}',
];

/**
 * Test files below `folder`, sorted, as paths relative to it. Found here because
 * Node 20 and 22 understand folders and patterns differently.
 */
export async function testFiles(folder, patterns = usual) {
  const wanted = patterns.map(toExpression);
  const found = [];
  async function walk(below) {
    for (const entry of await readdir(join(folder, below), {
      withFileTypes: true,
    })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== '.git') {
          await walk(path);
        }
      } else if (entry.isFile() && wanted.some(it => it.test(path))) {
        found.push(path);
      }
    }
  }
  await walk('');
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Every `shards`-th file: the same parts on every machine. */
export function partOf(files, { shard, shards }) {
  return files.filter((_, index) => index % shards === shard - 1);
}

function toExpression(pattern) {
  const source = pattern
    .replace(/^\.\//, '')
    .replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, token => {
      switch (token) {
        case '**/':
          return '(?:.*/)?';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        case '{':
          return '(?:';
        case '}':
          return ')';
        case ',':
          return '|';
        default:
          return `\\${token}`;
      }
    });
  return new RegExp(`^${source}$`);
}
