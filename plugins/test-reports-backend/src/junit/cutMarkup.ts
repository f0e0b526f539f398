/** A place from `start` to `end` that splits no character and no `&reference;`. */
export function cutBefore(data: string, start: number, end: number): number {
  let cut = end;
  const before = data.charCodeAt(cut - 1);
  if (before >= 0xd800 && before < 0xdc00) {
    cut -= 1;
  }
  const reference = data.lastIndexOf('&', cut - 1);
  if (reference > cut - 12 && !data.slice(reference, cut).includes(';')) {
    cut = reference;
  }
  return Math.max(cut, start);
}

/** Line ends from `start` to before `end`. */
export function countLines(data: string, start: number, end: number): number {
  let lines = 0;
  let next = data.indexOf('\n', start);
  while (next >= 0 && next < end) {
    lines += 1;
    next = data.indexOf('\n', next + 1);
  }
  return lines;
}
