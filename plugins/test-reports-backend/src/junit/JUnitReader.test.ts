import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JUnitReader } from './JUnitReader';
import { defaultLimits, type ReportLimits } from './limits';
import type { ParsedTest } from './parsed';

function read(
  xml: string,
  options: { limits?: Partial<ReportLimits>; chunk?: number } = {},
) {
  const tests: ParsedTest[] = [];
  const reader = new JUnitReader({
    repositoryId: 'repository-1',
    limits: { ...defaultLimits, ...options.limits },
    onTest: test => tests.push(test),
  });
  const chunk = options.chunk ?? xml.length;
  for (let at = 0; at < xml.length; at += chunk) {
    reader.write(xml.slice(at, at + chunk));
  }
  return { tests, summary: reader.finish() };
}

const detail = (test: ParsedTest) => JSON.parse(test.detail ?? '{}');

const brief = (tests: ParsedTest[]) =>
  tests.map(({ name, className, status, suite, durationMs }) =>
    [suite.path.join('/'), className, name, status, durationMs].join(' | '),
  );

describe('JUnitReader', () => {
  it("reads what Node's own reporter writes", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'junit-'));
    const file = join(folder, 'sums.test.js');
    await writeFile(
      file,
      `const { test, describe, it } = require('node:test');
       const assert = require('node:assert');
       test('alone', () => {});
       describe('sums', () => {
         it('adds', () => assert.equal(1 + 1, 2));
         it('is <odd> & "quoted"', () => assert.deepEqual({ a: 1 }, { a: 2 }));
         it.skip('waits', () => {});
         describe('inner', () => { it('is deep', () => {}); });
       });`,
    );
    const xml = await new Promise<string>(resolve => {
      execFile(
        process.execPath,
        ['--test', '--test-reporter=junit', file],
        { env: { PATH: process.env.PATH } },
        (_, stdout) => resolve(stdout),
      );
    });
    await rm(folder, { recursive: true });
    const { tests, summary } = read(xml);
    expect(summary).toMatchObject({
      state: 'complete',
      warnings: [],
      totals: { tests: 5, passed: 3, failed: 1, skipped: 1 },
    });
    expect(
      tests.map(test => [test.suite.path, test.name, test.status]),
    ).toEqual([
      [[], 'alone', 'passed'],
      [['sums'], 'adds', 'passed'],
      [['sums'], 'is <odd> & "quoted"', 'failed'],
      [['sums'], 'waits', 'skipped'],
      [['sums', 'inner'], 'is deep', 'passed'],
    ]);
    expect(tests[2].message).toContain(
      'Expected values to be loosely deep-equal',
    );
    expect(detail(tests[2]).failures[0].trace).toContain('sums.test.js');
  });

  it('reads Surefire with reruns, flaky tests and thousands of seconds', () => {
    const { tests, summary } = read(`<?xml version="1.0" encoding="UTF-8"?>
      <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="com.acme.CartTest" time="1,234.5" tests="3" errors="0" skipped="0" failures="1">
        <properties><property name="java.version" value="17"/></properties>
        <testcase name="adds" classname="com.acme.CartTest" time="1,234.5"/>
        <testcase name="shaky" classname="com.acme.CartTest" time="0.01">
          <flakyFailure message="timeout" type="java.lang.AssertionError"><stackTrace>at A.b</stackTrace><system-out>first try</system-out></flakyFailure>
        </testcase>
        <testcase name="broken" classname="com.acme.CartTest" time="0.02">
          <failure message="expected:&lt;1&gt; but was:&lt;2&gt;" type="AssertionError"><![CDATA[at A.c(A.java:12)]]></failure>
          <rerunFailure message="again" type="AssertionError"><stackTrace>at A.d</stackTrace></rerunFailure>
          <system-out><![CDATA[some output]]></system-out>
        </testcase>
      </testsuite>`);
    expect(summary.state).toBe('complete');
    expect(summary.totals).toMatchObject({
      tests: 3,
      passed: 2,
      failed: 1,
      flaky: 1,
    });
    expect(tests[0].durationMs).toBe(1_234_500);
    expect(tests[1]).toMatchObject({ status: 'passed', flaky: true });
    expect(detail(tests[2])).toMatchObject({
      failures: [
        {
          kind: 'failure',
          message: 'expected:<1> but was:<2>',
          trace: 'at A.c(A.java:12)',
        },
        { kind: 'rerunFailure', message: 'again', trace: 'at A.d' },
      ],
      output: 'some output',
    });
  });

  it.each([
    [
      'pytest',
      `<testsuites><testsuite name="pytest" errors="1" failures="0" skipped="1" tests="3" time="0.1" timestamp="2026-01-01T00:00:00" hostname="h">
        <testcase classname="tests.test_cart" name="test_add[1-2]" file="tests/test_cart.py" line="7" time="0.001"><properties><property name="ticket" value="SHOP-1"/></properties></testcase>
        <testcase classname="tests.test_cart" name="test_db" time="0.002"><error message="failed on setup">fixture gone</error></testcase>
        <testcase classname="tests.test_cart" name="test_win" time="0"><skipped type="pytest.skip" message="only on Windows">tests/test_cart.py:9</skipped></testcase>
      </testsuite></testsuites>`,
      [
        'pytest | tests.test_cart | test_add[1-2] | passed | 1',
        'pytest | tests.test_cart | test_db | errored | 2',
        'pytest | tests.test_cart | test_win | skipped | 0',
      ],
    ],
    [
      'jest-junit',
      `<testsuites name="jest tests" tests="2" failures="1" time="0.5"><testsuite name="cart" tests="2"><testcase classname="cart adds" name="cart adds" time="0.2"></testcase><testcase classname="cart breaks" name="cart breaks" time="0.3"><failure>Error: expect(received).toBe(expected)</failure></testcase></testsuite></testsuites>`,
      [
        'cart | cart adds | cart adds | passed | 200',
        'cart | cart breaks | cart breaks | failed | 300',
      ],
    ],
    [
      'gotestsum',
      `<testsuites tests="2" failures="1"><testsuite tests="2" failures="1" time="0.003" name="acme.io/cart"><properties><property name="go.version" value="go1.22"></property></properties><testcase classname="acme.io/cart" name="TestAdd" time="0.000000"></testcase><testcase classname="acme.io/cart" name="TestAdd/zero" time="0.010000"><failure message="Failed" type="">=== RUN   TestAdd/zero&#xA;    cart_test.go:9: no</failure></testcase></testsuite></testsuites>`,
      [
        'acme.io/cart | acme.io/cart | TestAdd | passed | 0',
        'acme.io/cart | acme.io/cart | TestAdd/zero | failed | 10',
      ],
    ],
    [
      'PHPUnit, with suites inside suites',
      `<testsuites><testsuite name="unit"><testsuite name="CartTest"><testsuite name="CartTest::testAdd"><testcase name="testAdd with data set #0" class="CartTest" classname="CartTest" time="0,5"/></testsuite></testsuite></testsuite></testsuites>`,
      [
        'unit/CartTest/CartTest::testAdd | CartTest | testAdd with data set #0 | passed | 500',
      ],
    ],
    [
      'a bare test case',
      '<testcase name="only" time="-1"><failure/></testcase>',
      [' |  | only | failed | '],
    ],
    [
      'GoogleTest',
      `<testsuites><testsuite name="Cart"><testcase name="A" status="run" result="completed" time="0." classname="Cart"/><testcase name="B" status="notrun" result="suppressed" time="0" classname="Cart"/></testsuite></testsuites>`,
      ['Cart | Cart | A | passed | 0', 'Cart | Cart | B | skipped | 0'],
    ],
  ])('reads %s, however the bytes are cut', (_, xml, expected) => {
    for (const chunk of [xml.length, 7, 1]) {
      const { tests, summary } = read(xml, { chunk });
      expect(brief(tests)).toEqual(expected);
      expect(summary.state).toBe('complete');
    }
  });

  it('keeps every failure of a test, and an error weighs more', () => {
    const { tests } = read(
      `<testsuite name="s"><testcase name="t"><failure message="one"/><failure message="two">trace</failure><error message="three"/></testcase></testsuite>`,
    );
    expect(tests[0]).toMatchObject({ status: 'errored', message: 'three' });
    expect(
      detail(tests[0]).failures.map(
        (failure: { message: string }) => failure.message,
      ),
    ).toEqual(['one', 'two', 'three']);
  });

  it('knows a test again when the work folder moved and spaces changed, not when its name changed', () => {
    const key = (attributes: string, suite = 'a  b') =>
      Buffer.from(
        read(`<testsuite name="${suite}"><testcase ${attributes}/></testsuite>`)
          .tests[0].key,
      ).toString('hex');
    const first = key('name="t" file="/work/run-1/x.test.js"');
    expect(key('name="t" file="/work/run-2/x.test.js"')).toBe(first);
    expect(key('name="t" file="/work/run-2/x.test.js"', 'a b')).toBe(first);
    expect(key('name="t" file="/work/run-2/y.test.js"')).not.toBe(first);
    expect(key('name="u" file="/work/run-1/x.test.js"')).not.toBe(first);
  });

  it('groups failures that differ only in numbers, places and addresses', () => {
    const { summary } = read(
      `<testsuite name="s">
        <testcase name="a"><failure message="no answer from /tmp/a/b.sock after 31 ms"/></testcase>
        <testcase name="b"><failure message="no answer from /tmp/c/d.sock after 1204 ms"/></testcase>
        <testcase name="c"><failure message="something else"/></testcase>
      </testsuite>`,
    );
    expect(summary.causes).toEqual([
      { cause: 0, title: 'no answer from /tmp/a/b.sock after 31 ms', tests: 2 },
      { cause: 1, title: 'something else', tests: 1 },
    ]);
  });

  it('keeps what comes before the end of a truncated file and says where it stopped', () => {
    const whole = `<testsuites>\n<testsuite name="s">\n<testcase name="a"/>\n<testcase name="b"/>\n<testcase name="c"><failure message="m">trace`;
    const stopped = read(whole);
    expect(stopped.summary.state).toBe('incomplete');
    expect(stopped.tests.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'passed'],
      ['b', 'passed'],
      ['c', 'failed'],
    ]);
    expect(stopped.summary.warnings[0]).toMatchObject({
      line: 5,
      message: expect.stringContaining('inside the test "c"'),
    });
    // A test of which nothing but the start is known has not passed.
    const cut = read(whole.slice(0, whole.indexOf('"b"') + 4));
    expect(cut.tests.map(({ name }) => name)).toEqual(['a']);
    expect(cut.summary.warnings[0].message).toMatch(/stopped at line 4/);
  });

  it('truncated at any byte, it never throws and never counts a test twice', () => {
    const xml = `<?xml version="1.0"?><!-- c --><testsuites><testsuite name="s"><testcase name="a" time="1"><failure message="x &amp; y"><![CDATA[t]]]]></failure></testcase><testcase name="b"/></testsuite></testsuites>`;
    for (let length = 0; length < xml.length; length += 1) {
      const { tests, summary } = read(xml.slice(0, length));
      expect(tests.length).toBe(summary.totals.tests);
      expect(tests.length).toBeLessThanOrEqual(2);
      expect(summary.state).not.toBe('complete');
      expect(summary.warnings.length).toBeGreaterThan(0);
    }
    expect(read(xml).summary).toMatchObject({
      state: 'complete',
      warnings: [],
    });
  });

  it('reads on after damage in the middle, with a warning at its line', () => {
    const { tests, summary } = read(
      `<testsuite name="s">\n<testcase name="a"/>\n<testcase name="b"></oops>\n<testcase name="c" time=></testcase>\n<testcase name="d"/></testsuite>`,
    );
    expect(tests.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['a', 'd']),
    );
    expect(summary.state).toBe('incomplete');
    expect(summary.warnings.map(({ line }) => line)).toEqual(
      expect.arrayContaining([3, 4]),
    );
  });

  it('resolves no entity and uses nothing of a DTD', () => {
    const bomb = `<?xml version="1.0"?>
<!DOCTYPE lolz [
  <!ENTITY lol "lol]>'">
  <!-- it's a > trap ]> -->
  ${Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY lol${level} "${'&lol;'.repeat(10)}">`,
  ).join('\n')}
  <!ENTITY file SYSTEM "file:///etc/passwd">
]>
<testsuite name="s"><testcase name="a"><failure message="m">&lol8;&file;</failure></testcase></testsuite>`;
    for (const chunk of [bomb.length, 5, 1]) {
      const { tests, summary } = read(bomb, { chunk });
      expect(summary.state).toBe('complete');
      expect(tests).toHaveLength(1);
      expect(detail(tests[0]).failures[0].trace).toBe('&lol8;&file;');
      expect(summary.warnings[0]).toMatchObject({
        line: 2,
        message: expect.stringContaining('DTD'),
      });
    }
  });

  it.each([
    ['empty', '', /empty/],
    [
      'a web page',
      '<!DOCTYPE html><html><body>Not found</body></html>',
      /begins with <html>/,
    ],
    ['JSON', '{"tests": []}', /Not well-formed/],
    ['binary', '\u0000\u0001\u0002PNG\u0003', /./],
  ])('says that %s is no report', (_, text, message) => {
    const { tests, summary } = read(text);
    expect(tests).toEqual([]);
    expect(summary.state).toBe('unreadable');
    expect(summary.warnings.map(warning => warning.message).join('\n')).toMatch(
      message,
    );
  });

  it('bounds what one node, one test and one report may hold, and says so', () => {
    const long = 'x'.repeat(5_000);
    const lines = `${'line\n'.repeat(2_000)}`;
    const { tests, summary } = read(
      `<testsuite name="s"><testcase name="a" note="${long}"><failure message="m">${lines}&amp;</failure></testcase>
       <testcase name="b"><failure><![CDATA[${lines}]]></failure></testcase>
       <!-- ${lines} -->
       <testcase name="c" bad="never ends`,
      { limits: { text: 1_000, attribute: 500 }, chunk: 333 },
    );
    expect(tests.map(({ name }) => name)).toEqual(['a', 'b']);
    for (const test of tests) {
      expect(detail(test).failures[0].trace.length).toBeLessThanOrEqual(1_000);
    }
    // Lines that were left out still count.
    expect(summary.warnings[summary.warnings.length - 1].line).toBe(6_004);
    expect(summary.warnings.map(({ message }) => message).join('\n')).toMatch(
      /attribute is longer than 500[^]*text is longer than 1000/,
    );
    const deep = read(`<testsuite>${'<a>'.repeat(200)}`, {
      limits: { depth: 50 },
    });
    expect(deep.summary.warnings[0].message).toMatch(/More than 50 elements/);
    const many = read(
      `<testsuite name="s">${'<testcase name="t"/>'.repeat(30)}</testsuite>`,
      { limits: { tests: 10 } },
    );
    expect(many.summary).toMatchObject({
      state: 'incomplete',
      totals: { tests: 10 },
    });
    expect(many.summary.warnings[0].message).toMatch(/More than 10 tests/);
    const varied = read(
      Array.from(
        { length: 9 },
        (_, index) =>
          `<testsuite name="${
            'abcdefghi'[index]
          }"><testcase name="t"><failure message="${
            'abcdefghi'[index]
          }"/></testcase></testsuite>`,
      )
        .join('')
        .replace(/^(.*)$/, '<testsuites>$1</testsuites>'),
      { limits: { suites: 4, causes: 3 } },
    );
    expect(varied.summary.state).toBe('complete');
    expect(
      varied.summary.suites.map(({ suite, totals }) => [
        suite.index,
        suite.path[0],
        totals.tests,
      ]),
    ).toEqual([
      [0, 'a', 1],
      [1, 'b', 1],
      [2, 'c', 1],
      [3, 'd', 1],
      [4, '(more suites)', 5],
    ]);
    expect(varied.summary.causes[3]).toEqual({
      cause: 3,
      title: 'Other failures',
      tests: 6,
    });
    expect(varied.summary.warnings[0].message).toMatch(/More than 4 suites/);
  });

  it('replaces what XML does not allow and drops terminal colours', () => {
    const { tests, summary } = read(
      '<testsuite name="s"><testcase name="a\u0000b"><failure message="\u001b[31mred\u001b[0m">\u0007x</failure></testcase></testsuite>',
    );
    expect(tests[0].name).toBe('a\u2400b');
    expect(tests[0].message).toBe('red');
    expect(summary.state).toBe('complete');
    expect(summary.warnings).toHaveLength(1);
  });

  it('a name that a program could trip over is only a name', () => {
    const { tests } = read(
      '<testsuite name="__proto__"><testcase name="constructor" classname="__proto__" __proto__="x"><properties><property name="__proto__" value="v"/></properties></testcase></testsuite>',
    );
    expect(tests[0]).toMatchObject({
      name: 'constructor',
      className: '__proto__',
    });
    expect(detail(tests[0]).properties).toEqual([
      { name: '__proto__', value: 'v' },
    ]);
  });
});
