import type { ResolvedComponent } from '@dop/plugin-components-common';
import { compile, planOf } from '../testUtils/compileSteps';
import { evaluateMatrix } from '../expressions/evaluateMatrix';
import { resolveTestComponent } from '../testUtils/testComponents';
import { expandMatrix, isComputed } from './expandMatrix';

describe('matrix', () => {
  const split = `split: { uses: dop/split@1 }`;
  const context = {
    resolve: (uses: string): ResolvedComponent | { problem: string } => {
      const given = resolveTestComponent('dop/shell@1') as ResolvedComponent;
      return uses === 'dop/split@1'
        ? {
            ...given,
            inputs: { type: 'object' },
            outputs: {
              type: 'object',
              properties: {
                parts: { type: 'array', items: { type: 'integer' } },
                names: { type: 'array', items: { type: 'string' } },
                trees: { type: 'array', items: { type: 'object' } },
              },
              required: ['parts', 'trees'],
            },
          }
        : resolveTestComponent(uses);
    },
  };
  const merge = (matrix: string, number = 'matrix.part') => `${split}
merge:
  uses: dop/shell@1
  matrix: ${matrix}
  with: { script: x, number: '\${{ double(${number} + 1) }}' }
all:
  uses: dop/shell@1
  with: { script: 'n\${{ steps.merge.outputs.text.size() }}' }`;

  it('is computed from an output, typed, and gives lists', () => {
    const { plan, found } = compile(
      merge(`{ part: '\${{ steps.split.outputs.parts }}', os: [linux, mac] }`),
      undefined,
      context,
    );
    expect(found).toEqual([]);
    const [, step] = plan!.steps;
    expect(isComputed(step)).toBe(true);
    expect(step.needs).toEqual(['split']);
    expect(step.links).toContainEqual({
      from: 'split',
      output: 'parts',
      to: 'matrix.part',
    });
    expect(expandMatrix(step)).toHaveLength(1);
    expect(
      evaluateMatrix(plan!, step, {
        trigger: {},
        inputs: {},
        steps: { split: { state: 'succeeded', outputs: { parts: [4, 2] } } },
      }).map(({ key }) => key),
    ).toEqual([
      'merge[part=4,os=linux]',
      'merge[part=4,os=mac]',
      'merge[part=2,os=linux]',
      'merge[part=2,os=mac]',
    ]);
  });

  it.each([
    [
      `{ part: '\${{ steps.split.outputs.names }}' }`,
      [
        'may-be-absent: steps.split.outputs.names',
        'wrong-type: matrix.part + 1',
      ],
    ],
    [
      `{ part: '\${{ steps.split.outputs.trees }}' }`,
      ['wrong-type: steps.split.outputs.trees'],
    ],
    [`{ part: '\${{ trigger.ref }}' }`, ['wrong-type: trigger.ref']],
    [`{ part: '\${{ steps.split.outputs.prats }}' }`, ['unknown-name: prats']],
    [`{ part: '\${{ matrix.os.size() }}', os: [a] }`, ['unknown-name: matrix']],
    [
      `'\${{ steps.split.outputs.parts }}'`,
      ["wrong-type: '${{ steps.split.outputs.parts }}'"],
    ],
    [
      `{ part: ['\${{ steps.split.outputs.parts }}'] }`,
      ["wrong-type: '${{ steps.split.outputs.parts }}'"],
    ],
    [`{ part: [] }`, ['wrong-type: []']],
  ])('refuses %s', (matrix, findings) => {
    const { found } = compile(merge(matrix), undefined, context);
    expect(found.slice(0, findings.length)).toEqual(findings);
  });

  it('leaves combinations out and takes others in', () => {
    const keys = (matrix: string) =>
      expandMatrix(
        planOf(
          `t: { uses: dop/shell@1, matrix: ${matrix}, with: { script: '\${{ matrix.os }}' } }`,
        ).steps[0],
      ).map(({ key }) => key);
    expect(
      keys(
        `{ os: [linux, mac], node: [20, 22], exclude: [{ os: mac, node: 20 }], include: [{ node: 24, os: linux }] }`,
      ),
    ).toEqual([
      't[os=linux,node=20]',
      't[os=linux,node=22]',
      't[os=mac,node=22]',
      't[os=linux,node=24]',
    ]);
    expect(
      keys(`{ include: [{ os: linux, node: 20 }, { os: mac, node: 22 }] }`),
    ).toEqual(['t[os=linux,node=20]', 't[os=mac,node=22]']);
    expect(keys(`{ os: [a, b], exclude: { os: b } }`)).toEqual(['t[os=a]']);
  });

  it.each([
    [`{ os: [a], exclude: [{ o: a }] }`, 'unknown-name: o'],
    [`{ os: [a], exclude: [{ os: b }] }`, 'always-the-same: { os: b }'],
    [`{ os: [a], exclude: [{ os: a }] }`, 'never-starts: matrix'],
    [
      `{ os: [a], node: [1], include: [{ os: b }] }`,
      'missing-field: { os: b }',
    ],
    [`{ os: [a], include: [{ os: 1 }] }`, 'wrong-type: 1'],
    [`{ os: [a], include: x }`, 'wrong-type: x'],
    [
      `{ a: [${Array.from({ length: 17 }, (_, at) => at)}], b: [${Array.from(
        { length: 16 },
        (_, at) => at,
      )}] }`,
      'too-large: matrix',
    ],
  ])('finds what is wrong in %s', (matrix, finding) => {
    const { found } = compile(
      `t: { uses: dop/shell@1, matrix: ${matrix}, with: { script: x } }`,
    );
    expect(found).toEqual([finding]);
  });

  it('names the limit of step instances in a run', () => {
    const values = Array.from({ length: 250 }, (_, at) => at).join(', ');
    const { findings } = compile(
      Array.from(
        { length: 21 },
        (_, at) =>
          `s${at}: { uses: dop/shell@1, matrix: { a: [${values}] }, with: { script: x } }`,
      ).join('\n'),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('5250 step instances; a run has at most 5000'),
    ]);
  });
});
