import { layoutGraph } from '../layout';
import { stepBeside, stepInPlaceOf, type ArrowKey } from './moves';

const ids = ['source', 'lint', 'test', 'image', 'alone'];
const edges = [
  ['source', 'lint'],
  ['source', 'test'],
  ['lint', 'image'],
  ['test', 'image'],
].map(([from, to]) => ({ id: `${from}-${to}`, from, to, labels: [] }));

function walk(direction: 'LR' | 'TB', from: string, keys: ArrowKey[]) {
  const { positions } = layoutGraph(
    ids.map(id => ({ id })),
    edges,
    direction,
  );
  return keys.reduce<string[]>(
    (way, key) => {
      const here = way[way.length - 1];
      return [
        ...way,
        stepBeside(here, key, { positions, direction }, edges) ?? here,
      ];
    },
    [from],
  );
}

describe('stepBeside', () => {
  it('goes along the links, and beside them to the neighbours', () => {
    expect(
      walk('LR', 'source', [
        'ArrowRight',
        'ArrowDown',
        'ArrowUp',
        'ArrowRight',
        'ArrowRight',
        'ArrowLeft',
        'ArrowLeft',
        'ArrowDown',
      ]),
    ).toEqual([
      'source',
      'lint',
      'test',
      'lint',
      'image',
      'image',
      'lint',
      'source',
      'alone',
    ]);
  });

  it('turns with the drawing', () => {
    expect(
      walk('TB', 'source', [
        'ArrowDown',
        'ArrowRight',
        'ArrowDown',
        'ArrowUp',
        'ArrowUp',
        'ArrowRight',
      ]),
    ).toEqual(['source', 'lint', 'test', 'image', 'lint', 'source', 'alone']);
  });

  it('reaches every step from every step', () => {
    const keys: ArrowKey[] = [
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
    ];
    for (const start of ids) {
      const seen = new Set([start]);
      for (const at of seen) {
        keys.forEach(key => seen.add(walk('LR', at, [key])[1]));
      }
      expect([...seen].sort()).toEqual([...ids].sort());
    }
  });
});

describe('stepInPlaceOf', () => {
  const before = {
    positions: layoutGraph(
      ids.map(id => ({ id })),
      edges,
    ).positions,
    edges,
  };

  it('is what the lost step needed, then what needed it, then the nearest', () => {
    const without =
      (...gone: string[]) =>
      (id: string) =>
        ids.includes(id) && !gone.includes(id);
    expect(stepInPlaceOf('image', before, without('image'))).toBe('lint');
    expect(stepInPlaceOf('source', before, without('source'))).toBe('lint');
    expect(stepInPlaceOf('alone', before, without('alone'))).toBe('source');
    expect(stepInPlaceOf('alone', before, () => false)).toBeUndefined();
  });
});
