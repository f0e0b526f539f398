// A component's source is frozen as a whole, so each carries what it shares with
// others itself. The copies stay the same.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './lib/setUp.mjs';

const copiesOf = name => globSync(`components/*/${name}`, { cwd: root }).sort();

for (const name of ['contract.mjs', 'Registry.mjs']) {
  test(`every shipped component with a ${name} carries the same`, () => {
    const [first, ...others] = copiesOf(name);
    assert.ok(others.length > 0);
    for (const file of others) {
      assert.equal(
        readFileSync(join(root, file), 'utf8'),
        readFileSync(join(root, first), 'utf8'),
        `${file} is not the same as ${first}`,
      );
    }
  });
}

test('every shipped component carries contract.mjs', () => {
  assert.equal(
    copiesOf('contract.mjs').length,
    copiesOf('component.yaml').length,
  );
});
