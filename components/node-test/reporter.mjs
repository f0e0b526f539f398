import { relative } from 'node:path';

/**
 * A reporter for Node's test runner that writes JUnit XML with what Node's own
 * leaves out: each test's file and line, and its name with the suites around it.
 */
export default async function* reporter(source) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
  const open = [];
  let file;
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      if (open[data.nesting - 1]) {
        open[data.nesting - 1].parent = true;
      }
      open.length = data.nesting;
      open.push({ name: data.name, parent: false });
    } else if (type === 'test:pass' || type === 'test:fail') {
      const own = open[data.nesting];
      const isSuite = data.details?.type === 'suite' || own?.parent;
      // A suite counts only for what went wrong in itself, such as in a hook.
      if (isSuite && !failedInItself(type, data)) {
        continue;
      }
      const path = data.file ? relative(process.cwd(), data.file) : '';
      if (path !== file) {
        if (file !== undefined) {
          yield '  </testsuite>\n';
        }
        file = path;
        yield `  <testsuite name="${escape(path || 'tests')}">\n`;
      }
      yield testCase(type, data, {
        path,
        name: [
          ...open.slice(0, data.nesting).map(({ name }) => name),
          data.name,
        ].join(' > '),
      });
    }
  }
  if (file !== undefined) {
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function failedInItself(type, { details }) {
  return (
    type === 'test:fail' &&
    !['subtestsFailed', 'cancelledByParent'].includes(
      details?.error?.failureType,
    )
  );
}

function testCase(type, data, { path, name }) {
  const { line, details, skip, todo } = data;
  const seconds = ((details?.duration_ms ?? 0) / 1000).toFixed(6);
  const head = `    <testcase name="${escape(name)}" classname="${escape(
    path,
  )}" file="${escape(path)}"${line ? ` line="${line}"` : ''} time="${seconds}"`;
  const left = skip ?? todo;
  if (left !== undefined && left !== false) {
    const reason = typeof left === 'string' ? ` message="${escape(left)}"` : '';
    return `${head}>\n      <skipped${reason}/>\n    </testcase>\n`;
  }
  if (type === 'test:pass') {
    return `${head}/>\n`;
  }
  const error = details?.error?.cause ?? details?.error;
  const message = String(error?.message ?? error ?? 'failed');
  const text = String(error?.stack ?? message);
  return `${head}>\n      <failure type="${escape(
    String(error?.name ?? details?.error?.failureType ?? 'Error'),
  )}" message="${escape(message)}">${escape(
    text,
  )}</failure>\n    </testcase>\n`;
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Colours and characters that XML cannot hold are left out. */
export function escape(text) {
  return text
    .slice(0, 100_000)
    .replace(colours, '')
    .replace(
      /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
      '\ufffd',
    )
    .replace(/[&<>"]/g, character => entities[character])
    .replace(/[\n\r\t]/g, character => `&#${character.charCodeAt(0)};`);
}
