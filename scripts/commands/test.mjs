// npm test [-- --only types,lint,format,unit,components,e2e] [-- paths…]
// Everything that must hold, with the real parts that this machine has. The
// last line is `N passed, N failed, N skipped`. With DOP_TEST_ALL=1 (as in CI)
// nothing may be skipped and no part may be missing.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say, seconds } from '../lib/console.mjs';
import { startParts } from '../lib/parts.mjs';
import { environment, nodeBinary, root, work } from '../lib/setUp.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const chosen = values.only?.split(',');
const wanted = name => !chosen || chosen.includes(name);
const total = { passed: 0, failed: 0, skipped: 0 };
const problems = [];

function count({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function execute(title, command, args, env = {}) {
  say(`\n== ${title}`);
  const begin = Date.now();
  const child = spawn(command, args, {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise(resolve => {
    child.on('error', () => resolve(127));
    child.on('close', resolve);
  });
  say(
    `== ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(
      Date.now() - begin,
    )}`,
  );
  return code;
}

/** A check that passes or fails as a whole. */
async function check(title, command, args) {
  const code = await execute(title, command, args);
  count(code === 0 ? { passed: 1 } : { failed: 1 });
  if (code !== 0) {
    problems.push(title);
  }
}

async function unit(env) {
  const file = join(work, 'test', 'jest.json');
  rmSync(file, { force: true });
  const code = await execute(
    'Unit and integration tests',
    'backstage-cli',
    [
      'repo',
      'test',
      '--ci',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${file}`,
      '--silent',
      ...positionals,
    ],
    // Outside of CI, jest would take only the files that git sees changed.
    { ...env, CI: '1' },
  );
  if (!existsSync(file)) {
    count({ failed: 1 });
    problems.push('Unit tests ended without a result');
    return;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  if (result.numTotalTests === 0) {
    count({ failed: 1 });
    problems.push('No unit test was found');
  }
  count({
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  });
  for (const suite of result.testResults) {
    for (const test of suite.assertionResults) {
      if (
        test.status === 'failed' ||
        test.status === 'pending' ||
        test.status === 'todo'
      ) {
        problems.push(
          `${test.status}: ${suite.name.slice(root.length + 1)}: ${
            test.fullName
          }`,
        );
      }
    }
    if (suite.status === 'failed' && suite.assertionResults.length === 0) {
      problems.push(`failed to run: ${suite.name.slice(root.length + 1)}`);
    }
  }
  if (
    code !== 0 &&
    result.numFailedTests + result.numRuntimeErrorTestSuites === 0
  ) {
    count({ failed: 1 });
    problems.push(`Unit tests ended with code ${code}`);
  }
}

/** Tests of Node's own runner. */
async function nodeTests(title, files, env) {
  if (files.length === 0) {
    return;
  }
  const tap = join(work, 'test', `${title.replace(/\W+/g, '-')}.tap`);
  const code = await execute(
    title,
    nodeBinary(),
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${tap}`,
      ...files,
    ],
    env,
  );
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  const number = name =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const result = {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped') + number('todo'),
  };
  if (code !== 0 && result.failed === 0) {
    result.failed = 1;
  }
  count(result);
  if (result.failed > 0 || result.skipped > 0) {
    problems.push(
      `${title}: ${result.failed} failed, ${result.skipped} skipped`,
    );
  }
}

mkdirSync(join(work, 'test'), { recursive: true });
// Types, lint and format talk to nothing.
const needsParts = ['unit', 'components', 'e2e'].some(wanted);
const parts = needsParts
  ? await startParts()
  : { env: {}, missing: [], elsewhere: [], stop: async () => {} };
try {
  if (wanted('types')) {
    await check('Types', 'tsc', [
      '--noEmit',
      '--emitDeclarationOnly',
      'false',
      '--incremental',
      'false',
    ]);
  }
  if (wanted('lint')) {
    await check('Lint', 'backstage-cli', ['repo', 'lint', '--max-warnings=0']);
  }
  if (wanted('format')) {
    await check('Format', 'prettier', ['--check', '--loglevel=warn', '.']);
  }
  if (wanted('unit')) {
    await unit(parts.env);
  }
  if (wanted('components')) {
    await nodeTests(
      'Tests of shipped components and scripts',
      [
        ...globSync('components/**/*.test.mjs', { cwd: root }),
        ...globSync('scripts/**/*.test.mjs', { cwd: root }),
      ].filter(file => !file.includes('node_modules')),
      parts.env,
    );
  }
  if (wanted('e2e')) {
    await nodeTests(
      'The whole portal',
      globSync('e2e/**/*.test.mjs', { cwd: root }),
      parts.env,
    );
  }
} finally {
  await parts.stop();
}

say('');
for (const problem of problems) {
  say(`  ${problem}`);
}
for (const line of [...parts.missing, ...parts.elsewhere]) {
  say(`  Left out: ${line}`);
}
if (
  process.env.DOP_TEST_ALL === '1' &&
  (total.skipped > 0 || parts.missing.length > 0)
) {
  say('  DOP_TEST_ALL=1: nothing may be left out or skipped.');
  total.failed += parts.missing.length;
  process.exitCode = 1;
}
if (total.failed > 0 || total.passed === 0) {
  process.exitCode = 1;
}
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
);
