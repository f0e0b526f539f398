// Whatever happens to replicas, database, engine, clock and disk, every run ends
// once and nothing is left; and a portal that is killed again and again loses no
// push.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';

const skip = process.env.DOP_TEST_POSTGRES
  ? false
  : 'DOP_TEST_POSTGRES is not set: replicas need a PostgreSQL';

async function chaos(...options) {
  const child = spawn(
    nodeBinary(),
    [join(root, 'scripts/commands/chaos.mjs'), '--json', ...options],
    { env: environment(), stdio: ['ignore', 'pipe', 'inherit'], cwd: root },
  );
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const code = await new Promise(resolve => {
    child.on('close', resolve);
  });
  return { code, ...JSON.parse(output) };
}

test(
  'npm run chaos disturbs two and three replicas in every way and finds nothing wrong',
  { skip },
  async t => {
    const result = await chaos('--runs', '60', '--kills', '0');
    t.diagnostic(JSON.stringify(result));
    assert.ok(result.faults >= 10, `${result.faults} faults`);
    assert.ok(result.runs >= 60, `${result.runs} runs`);
    assert.equal(result.violations, 0, result.found?.join('\n'));
    assert.equal(result.code, 0);
  },
);

test('npm run chaos kills the portal at each named point and at random, and finds nothing wrong', async () => {
  const result = await chaos('--runs', '0', '--kills', '9');
  assert.equal(result.faults, 9);
  assert.equal(result.runs, 9);
  assert.equal(result.violations, 0, result.found?.join('\n'));
  assert.equal(result.code, 0);
});
