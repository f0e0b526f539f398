import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderTables } from './__testUtils__/renderTables';

const page = join(__dirname, '..', '..', '..', '..', 'docs', 'engine.md');
const begin =
  '<!-- states: written by `DOP_WRITE_DOCS=1`, checked by table.test.ts -->';
const end = '<!-- end of states -->';

it('the documentation shows the tables of states as they are', async () => {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  expect(from).toBeLessThan(to);
  const wanted = `\n\n${renderTables()}\n\n`;
  if (process.env.DOP_WRITE_DOCS) {
    await writeFile(page, text.slice(0, from) + wanted + text.slice(to));
  }
  const written = await readFile(page, 'utf8');
  expect(written.slice(from, written.indexOf(end))).toBe(wanted);
});
