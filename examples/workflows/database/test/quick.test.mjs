import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

function split(cases, parts) {
  const text = execFileSync('sh', ['cases/split.sh', cases, parts], {
    encoding: 'utf8',
  });
  return JSON.parse(text)
    .ranges.split(' ')
    .map(range => range.split('-').map(Number));
}

test('parts cover all cases, each once', () => {
  const ranges = split('1000003', '7');
  assert.equal(ranges.length, 7);
  assert.equal(ranges[0][0], 0);
  assert.equal(ranges.at(-1)[1], 1000002);
  for (const [at, [from]] of ranges.entries()) {
    assert.equal(from, at === 0 ? 0 : ranges[at - 1][1] + 1);
  }
});

test('there are no more parts than cases', () => {
  assert.equal(split('3', '20').length, 3);
});
