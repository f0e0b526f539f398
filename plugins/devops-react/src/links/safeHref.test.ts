import { safeHref } from './safeHref';

describe('safeHref', () => {
  it.each([
    '/runs/1',
    '#L1',
    '?a=b',
    '../x',
    'runs/1',
    'https://x.test/a',
    'HTTP://x.test',
  ])('leads to %s', href => expect(safeHref(href)).toBe(href));

  it.each([
    `${'javascript'}:alert(1)`,
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.test/x',
    'blob:http://x/1',
  ])('does not lead to %s', href => expect(safeHref(href)).toBeUndefined());
});
