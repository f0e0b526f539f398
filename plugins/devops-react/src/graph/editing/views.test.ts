import { layoutGraph } from '../layout';
import { firstView, isSeen, onScreen, viewThatShows, wholeZoom } from './views';

const size = { width: 1000, height: 600 };
const chain = (count: number) => {
  const nodes = Array.from({ length: count }, (_, at) => ({ id: `s${at}` }));
  return layoutGraph(
    nodes,
    nodes.slice(1).map(({ id }, at) => ({
      id,
      from: `s${at}`,
      to: id,
      labels: [],
    })),
  );
};

describe('firstView', () => {
  it('shows all of a drawing that can be read as a whole', () => {
    const placed = chain(5);
    const view = firstView(placed, size, 'LR', undefined);
    const all = onScreen({ x: 0, y: 0, ...placed }, view);
    expect(view.zoom).toBe(wholeZoom(placed, size));
    expect(all.x).toBeGreaterThanOrEqual(0);
    expect(all.x + all.width).toBeLessThanOrEqual(size.width);
  });

  it('begins a large drawing where it begins, or at what is selected', () => {
    const placed = chain(300);
    const [first, last] = ['s0', 's299'].map(id => ({
      ...placed.positions.get(id)!,
      width: 216,
      height: 58,
    }));
    const start = firstView(placed, size, 'LR', undefined);
    expect(isSeen(first, start, size)).toBe(true);
    expect(isSeen(last, start, size)).toBe(false);
    expect(start.zoom).toBeGreaterThan(0.5);
    expect(isSeen(last, firstView(placed, size, 'LR', last), size)).toBe(true);
  });
});

describe('viewThatShows', () => {
  const view = { x: 0, y: 0, zoom: 1 };
  const box = (x: number, y: number) => ({ x, y, width: 200, height: 60 });

  it('stays where it is for what is shown already', () => {
    expect(viewThatShows(box(0, 540), view, size)).toBeUndefined();
  });

  it('pans no further than it must, and only the way that it must', () => {
    expect(viewThatShows(box(900, 10), view, size)).toEqual({
      x: -124,
      y: 0,
      zoom: 1,
    });
    expect(viewThatShows(box(300, -100), view, size)).toEqual({
      x: 0,
      y: 124,
      zoom: 1,
    });
  });

  it('goes clear of what lies in the corner', () => {
    const corner = { width: 200, height: 150 };
    expect(viewThatShows(box(700, 500), view, size, corner)).toEqual({
      x: 0,
      y: -134,
      zoom: 1,
    });
    expect(viewThatShows(box(500, 500), view, size, corner)).toBeUndefined();
  });

  it('shows the beginning of what is too large', () => {
    const wide = { x: 500, y: 0, width: 5000, height: 60 };
    const found = viewThatShows(wide, view, size)!;
    expect(onScreen(wide, found).x).toBe(24);
  });
});
