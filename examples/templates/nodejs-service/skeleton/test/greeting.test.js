import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { greet } from '../src/greeting.js';

describe('greeting', () => {
  it('greets the world', () => {
    assert.equal(greet(), 'Hello, world!');
  });

  it('greets somebody by name', () => {
    assert.equal(greet(' Ada '), 'Hello, Ada!');
  });
});
