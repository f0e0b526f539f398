import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/price.mjs';

test('rounds half up', () => assert.equal(total([5], 10), 5));
