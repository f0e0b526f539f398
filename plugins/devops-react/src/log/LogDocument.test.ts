import { foldRows } from './folding';
import { LogDocument, type LogPart } from './LogDocument';

/** Cuts a text into parts of a size, as the API would. */
function partsOf(text: string, size: number): LogPart[] {
  const parts: LogPart[] = [];
  for (let offset = 0; offset < text.length; offset += size) {
    const nextOffset = Math.min(offset + size, text.length);
    parts.push({
      offset,
      nextOffset,
      text: text.slice(offset, nextOffset),
      end: nextOffset === text.length,
    });
  }
  return parts;
}

function rowsOf(log: LogDocument): (string | undefined)[] {
  return Array.from({ length: log.rowCount }, (_, row) => log.row(row)?.text);
}

describe('LogDocument', () => {
  it('gives the same lines however the log is cut into parts', () => {
    const lines = ['one', '', 'three is longer', 'four', 'unfinished'];
    for (const size of [1, 2, 3, 7, 100]) {
      const log = new LogDocument();
      partsOf(lines.join('\n'), size).forEach(part => log.append(part));
      expect(rowsOf(log)).toEqual(lines);
      expect(log.row(2)?.line).toBe(3);
      expect(log.rowOfLine(4)).toBe(3);
      expect(log.rowOfLine(5)).toBe(4);
      expect(log.rowOfLine(6)).toBeUndefined();
      expect(log.ended).toBe(true);
    }
  });

  it('takes no part twice and leaves no gap', () => {
    const log = new LogDocument();
    const [first, second, third] = partsOf('aa\nbb\ncc\n', 3);
    expect(log.append(first)).toBe(true);
    expect(log.append(first)).toBe(false);
    expect(log.append(third)).toBe(false);
    expect(log.append(second)).toBe(true);
    expect(log.append(third)).toBe(true);
    expect(rowsOf(log)).toEqual(['aa', 'bb', 'cc']);
  });

  it('keeps only some of the text and puts it back when asked', () => {
    const text = Array.from({ length: 4000 }, (_, at) => `line ${at}\n`).join(
      '',
    );
    const parts = partsOf(text, 500);
    const log = new LogDocument(4);
    parts.forEach(part => log.append(part));
    const held = rowsOf(log).filter(Boolean).length;
    expect(log.rowCount).toBe(4000);
    expect(held).toBeLessThan(600);
    const missing = log.missing(2000, 2010);
    expect(missing).not.toEqual([]);
    for (const { offset, limit } of missing) {
      log.restore({
        offset,
        nextOffset: offset + limit,
        text: text.slice(offset, offset + limit),
        end: false,
      });
    }
    expect(log.row(2005)).toMatchObject({ line: 2006, text: 'line 2005' });
  });

  it('cuts a line without end into rows of one number', () => {
    const log = new LogDocument();
    partsOf(`${'x'.repeat(1_000_000)}\nafter`, 65_536).forEach(part =>
      log.append(part),
    );
    const rows = Array.from({ length: log.rowCount }, (_, at) => log.row(at));
    const long = rows.filter(row => row?.line === 1);
    expect(long.length).toBeGreaterThan(100);
    expect(Math.max(...rows.map(row => row?.text.length ?? 0))).toBeLessThan(
      5000,
    );
    expect(long.map(row => row?.text).join('')).toHaveLength(1_000_000);
    expect(rows[rows.length - 1]).toMatchObject({ line: 2, text: 'after' });
  });

  it('finds groups, and folding hides what is inside of them', () => {
    const log = new LogDocument();
    partsOf('a\n::group::Install\nb\nc\n::endgroup::\nd\n', 4).forEach(part =>
      log.append(part),
    );
    expect(log.groups).toEqual([{ title: 'Install', from: 1, to: 4 }]);
    const folding = foldRows(log.rowCount, log.groups, new Set([1]));
    const shown = Array.from(
      { length: folding.count },
      (_, place) => log.row(folding.rowAt(place))?.text,
    );
    expect(shown).toEqual(['a', '::group::Install', 'd']);
    expect(folding.placeOf(3)).toBe(1);
    expect(folding.placeOf(5)).toBe(2);
  });
});
