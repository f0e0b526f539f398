import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runComponent, temporaryFolder } from './testUtils/runComponent';

function project(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const passing = `
const { test, describe, it } = require('node:test');
test('adds', () => {});
describe('amounts', () => {
  it('round', () => {});
  it('later', { skip: 'not yet' }, () => {});
});
`;
const failing = `
const { test } = require('node:test');
const assert = require('node:assert');
test('says <why> & "where"', () => assert.strictEqual('\\u001b[31m1\\u0000', '2'));
`;
const source = { source: { path: 'inputs/source' } };

// The Node that the machine has beside the pinned one.
const nodes = [
  ['the pinned Node', process.execPath],
  ...['/usr/bin/node', '/usr/local/bin/node']
    .filter(existsSync)
    .slice(0, 1)
    .map(path => ['the installed Node', path]),
];

describe.each(nodes)('node-test with %s', (_, node) => {
  it('reports each test with its file, and ends with 1 when one fails', async () => {
    const result = await runComponent('node-test', {
      node,
      inputs: source,
      artifacts: {
        source: project({
          'test/good.test.js': passing,
          'src/bad.test.js': failing,
          'node_modules/x/test.js': failing,
        }),
      },
    });
    expect(result).toMatchObject({
      code: 1,
      problems: [],
      output: { tests: 4, passed: 2, failed: 1, skipped: 1 },
    });
    const report = readFileSync(join(result.home, 'outputs/junit.xml'), 'utf8');
    expect(report).toContain(
      'name="amounts &gt; round" classname="test/good.test.js" file="test/good.test.js" line="5"',
    );
    expect(report).toContain('name="says &lt;why&gt; &amp; &quot;where&quot;"');
    expect(report).toMatch(
      /<failure type="AssertionError" message="[^"]*strictly equal/,
    );
    // eslint would call a control character here a mistake, as XML does.
    expect([...report].filter(it => it < ' ' && it !== '\n')).toEqual([]);
    expect(result.log).toContain('4 tests: 2 passed, 1 failed, 1 skipped');
  });

  it('counts a file that does not even load as a failure', async () => {
    const result = await runComponent('node-test', {
      node,
      inputs: source,
      artifacts: {
        source: project({ 'test/a.test.js': 'this is no program' }),
      },
    });
    expect(result).toMatchObject({ code: 1, output: { tests: 1, failed: 1 } });
  });

  it('takes the report of a script that uses this runner, and of one that writes its own', async () => {
    const own = await runComponent('node-test', {
      node,
      inputs: { ...source, script: 'test' },
      artifacts: {
        source: project({
          'package.json': '{"scripts":{"test":"node --test"}}',
          'test/good.test.js': passing,
        }),
      },
    });
    expect(own).toMatchObject({
      code: 0,
      output: { tests: 3, passed: 2, skipped: 1 },
    });
    const other = await runComponent('node-test', {
      node,
      inputs: { ...source, script: 'check', arguments: ["it's one"] },
      artifacts: {
        source: project({
          'package.json': JSON.stringify({
            scripts: { check: 'node write.js' },
          }),
          'write.js': `require('fs').writeFileSync('junit.xml',
            '<testsuite><testcase name="' + process.argv[2] + '"><failure><![CDATA[<testcase/>]]></failure></testcase></testsuite>');
            process.exit(3)`,
        }),
      },
    });
    expect(other).toMatchObject({ code: 3, output: { tests: 1, failed: 1 } });
  });
});

describe('node-test', () => {
  it('divides the files, each in exactly one part', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c'].map(name => [
        `${name}.test.js`,
        `require('node:test')('${name}', () => {})`,
      ]),
    );
    const seen: string[] = [];
    for (const shard of [1, 2, 3, 4]) {
      const result = await runComponent('node-test', {
        inputs: { ...source, shard, shards: 4 },
        artifacts: { source: project(files) },
      });
      expect(result.code).toBe(0);
      const report = readFileSync(
        join(result.home, 'outputs/junit.xml'),
        'utf8',
      );
      seen.push(
        ...[...report.matchAll(/testcase name="(\w)"/g)].map(it => it[1]),
      );
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('says that there are no tests, and fails unless that is allowed', async () => {
    const artifacts = { source: project({ 'index.js': '' }) };
    const result = await runComponent('node-test', {
      inputs: source,
      artifacts,
    });
    expect(result).toMatchObject({
      code: 1,
      problems: [],
      output: { tests: 0 },
    });
    expect(result.log).toContain('no tests found');
    const allowed = await runComponent('node-test', {
      inputs: { ...source, allowNone: true },
      artifacts,
    });
    expect(allowed.code).toBe(0);
  });

  it('names an old report for what it is: none', async () => {
    const result = await runComponent('node-test', {
      inputs: { ...source, script: 'test' },
      artifacts: {
        source: project({
          'package.json':
            '{"scripts":{"test":"touch -d 2020-01-01 junit.xml; exit 4"}}',
          'junit.xml': '<testsuite><testcase name="old"/></testsuite>',
        }),
      },
    });
    expect(result).toMatchObject({
      code: 4,
      output: { tests: 1, failed: 1 },
    });
    expect(result.log).toContain('left no JUnit report');
  });

  it('refuses what would not be obeyed', async () => {
    const artifacts = {
      source: project({ 'package.json': '{"scripts":{"a":"true"}}' }),
    };
    const shards = await runComponent('node-test', {
      inputs: { ...source, script: 'a', shards: 2 },
      artifacts,
    });
    expect(shards.log).toContain("for Node's own runner");
    const missing = await runComponent('node-test', {
      inputs: { ...source, script: 'tset' },
      artifacts,
    });
    expect(missing.log).toContain('no script tset; it has: a');
  });
});
