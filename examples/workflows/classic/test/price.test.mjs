import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/price.mjs';

test('adds prices', () => assert.equal(total([1, 2, 3]), 6));
test('takes the discount away', () => assert.equal(total([200], 25), 150));
