/** A line of a diff; numbers are those in the file before and after. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'note';
  before?: number;
  after?: number;
  text: string;
}

export interface DiffHunk {
  /** `@@ -1,4 +1,5 @@ function main()` */
  title: string;
  lines: DiffLine[];
}

/** Reads the hunks of one file's unified diff. */
export function parsePatch(patch: string): DiffHunk[] {
  const hunks: DiffHunk[] = [];
  let hunk: DiffHunk | undefined;
  let before = 0;
  let after = 0;
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head) {
      before = Number(head[1]);
      after = Number(head[2]);
      hunk = { title: line, lines: [] };
      hunks.push(hunk);
    } else if (line.startsWith('diff --git ')) {
      hunk = undefined;
    } else if (hunk) {
      const text = line.slice(1);
      if (line.startsWith('+')) {
        hunk.lines.push({ kind: 'added', after, text });
        after += 1;
      } else if (line.startsWith('-')) {
        hunk.lines.push({ kind: 'removed', before, text });
        before += 1;
      } else if (line.startsWith('\\')) {
        hunk.lines.push({ kind: 'note', text: text.trim() });
      } else {
        hunk.lines.push({ kind: 'same', before, after, text });
        before += 1;
        after += 1;
      }
    }
  }
  return hunks;
}
