// The benchmark of the engine measures every contestant that this machine has the
// parts for, also in a folder that only its owner may enter.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';

const parts = {
  sqlite: ['sqlite/dop', 'sqlite/openworkflow'],
  process: ['process/dop', 'process/floor'],
  ...(process.env.DOP_TEST_POSTGRES && {
    postgres: [
      'postgres/dop',
      'postgres/dbos',
      'postgres/openworkflow',
      'postgres/pg-boss',
    ],
  }),
  ...(process.env.DOP_TEST_CONTAINER_SOCKET && {
    docker: ['docker/dop', 'docker/floor'],
  }),
};

test('npm run bench -- engine --json ends with a number for each contestant', async () => {
  const child = spawn(
    nodeBinary(),
    [
      join(root, 'scripts/commands/bench.mjs'),
      ...['engine', '--json', '--rounds', '1', '--runs', '3'],
      ...['--only', Object.keys(parts).join(',')],
    ],
    { env: environment(), stdio: ['ignore', 'pipe', 'inherit'], cwd: root },
  );
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const code = await new Promise(resolve => {
    child.on('close', resolve);
  });
  assert.equal(code, 0, output);
  const { measurements } = JSON.parse(output.trim().split('\n').at(-1));
  assert.deepEqual(
    measurements.map(({ name }) => name).sort(),
    Object.values(parts).flat().sort(),
  );
  for (const { name, unit, values } of measurements) {
    assert.equal(unit, 'steps/s', name);
    assert.equal(values.length, 1, name);
    assert.ok(values[0] > 0, `${name}: ${values}`);
  }
});
