import { expectedActual } from './expectedActual';

describe('expectedActual', () => {
  it.each([
    ['Jest', 'Expected: 3\nReceived: 4'],
    ['JUnit', 'expected:<3> but was:<4>'],
    ['testify', '\texpected: 3\n\tactual  : 4'],
    [
      'Node',
      "    generatedMessage: true,\n    actual: 4,\n    expected: 3,\n    operator: 'strictEqual'",
    ],
  ])('reads what %s writes', (_, trace) => {
    expect(expectedActual({ kind: 'failure', trace })).toEqual({
      expected: '3',
      actual: '4',
    });
  });

  it('makes nothing up', () => {
    expect(
      expectedActual({ kind: 'error', message: 'boom', trace: 'at x' }),
    ).toBeUndefined();
  });
});
