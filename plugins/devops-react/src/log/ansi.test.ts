import { ansiPieces, plainText } from './ansi';

const escape = String.fromCharCode(27);

describe('ansi', () => {
  it('turns colours into tokens, so that both themes can be read', () => {
    const [failed, rest] = ansiPieces(`${escape}[1;31mFAIL${escape}[0m ok`);
    expect(failed).toMatchObject({
      text: 'FAIL',
      color: 'var(--dop-red)',
      bold: true,
    });
    expect(rest).toMatchObject({ text: ' ok', color: undefined });
  });

  it('shows what a terminal would show of a line written over', () => {
    expect(plainText('10 %\r50 %\r100 %\r')).toBe('100 %');
  });

  it('drops window titles and control characters', () => {
    const bell = String.fromCharCode(7);
    expect(plainText(`${escape}]0;title${bell}a\u0000b${bell}c`)).toBe('abc');
  });

  it('links http addresses and nothing else', () => {
    const pieces = ansiPieces(
      'see https://x.test/a?b=1. or javascript:alert(1)',
    );
    expect(pieces.map(({ href }) => href)).toEqual([
      undefined,
      'https://x.test/a?b=1',
      undefined,
    ]);
  });
});
