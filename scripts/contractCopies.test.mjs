// A component's source is frozen as a whole, so each carries the helper of the
// contract itself. The copies stay the same.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './lib/setUp.mjs';

test('every shipped component carries the same contract.mjs', () => {
  const files = globSync('components/*/contract.mjs', { cwd: root });
  assert.equal(
    files.length,
    globSync('components/*/component.yaml', { cwd: root }).length,
  );
  const [first, ...others] = files.sort();
  for (const file of others) {
    assert.equal(
      readFileSync(join(root, file), 'utf8'),
      readFileSync(join(root, first), 'utf8'),
      `${file} is not the same as ${first}`,
    );
  }
});
