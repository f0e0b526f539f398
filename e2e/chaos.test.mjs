// A portal that is killed again and again loses no push, starts nothing twice
// and ends every run once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';

test('npm run chaos kills the portal three times and finds nothing wrong', async () => {
  const child = spawn(
    nodeBinary(),
    [join(root, 'scripts/commands/chaos.mjs'), '--rounds', '3', '--json'],
    { env: environment(), stdio: ['ignore', 'pipe', 'inherit'], cwd: root },
  );
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const code = await new Promise(resolve => {
    child.on('close', resolve);
  });
  const result = JSON.parse(output);
  assert.equal(result.faults, 3);
  assert.equal(result.runs, 3);
  assert.equal(result.violations, 0);
  assert.equal(code, 0);
});
