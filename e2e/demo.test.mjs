// The demo is the acceptance test of the whole way, without a browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';

test('npm run demo walks the whole way and says so', async () => {
  const child = spawn(
    nodeBinary(),
    [join(root, 'scripts/commands/demo.mjs'), '--json'],
    { env: environment(), stdio: ['ignore', 'pipe', 'inherit'], cwd: root },
  );
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const code = await new Promise(resolve => {
    child.on('close', resolve);
  });
  const { ok, steps, pushToFirstStepMs, peakMemoryMiB } = JSON.parse(output);
  assert.deepEqual(
    steps.filter(step => !step.ok).map(step => step.name),
    [],
  );
  assert.ok(ok);
  assert.equal(code, 0);
  assert.equal(pushToFirstStepMs.length, 3);
  assert.ok(peakMemoryMiB < 900, `The portal took ${peakMemoryMiB} MiB`);
});
