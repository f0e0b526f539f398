/** A part of a log as the API gives it; offsets are bytes. */
export interface LogPart {
  offset: number;
  text: string;
  nextOffset: number;
  /** Nothing will be added any more and this is the last part. */
  end: boolean;
}

export interface LogRow {
  /** Counted from 1. A very long line has several rows of one number. */
  line: number;
  text: string;
  /** Not the first row of its line. */
  continued: boolean;
}

/** A part of the log that can be folded: `::group::name` to `::endgroup::`. */
export interface LogGroup {
  title: string;
  /** Row of the title. */
  from: number;
  /** Last row; the newest one while the group is open. */
  to: number;
}

interface LogPage {
  offset: number;
  nextOffset: number;
  /** What the part before left of an unfinished line. */
  carry: string;
  firstRow: number;
  firstLine: number;
  /** The page begins inside of a line that was cut. */
  continued: boolean;
  rowCount: number;
  rows: LogRow[] | undefined;
  /** The last part: its unfinished line is shown. */
  usedAt: number;
}

/** A longer line is cut into rows of this many characters. */
const longestRow = 4000;

/**
 * The rows of a log that is read from its beginning. Text of pages that were
 * not looked at for long is dropped and read again when it is needed, so that
 * a log of any size needs bounded memory; only page borders are kept.
 */
export class LogDocument {
  readonly #pages: LogPage[] = [];
  readonly #keep: number;
  #rows = 0;
  #nextLine = 1;
  #continued = false;
  #carry = '';
  #end = 0;
  #ended = false;
  #clock = 0;
  readonly groups: LogGroup[] = [];
  #openGroup: LogGroup | undefined;

  /** @param keep - pages whose text is kept */
  constructor(keep: number = 48) {
    this.#keep = keep;
  }

  /** Rows that are known, with the unfinished last line. */
  get rowCount(): number {
    return this.#rows + (this.#carry ? 1 : 0);
  }

  /** Byte up to which the log is read. */
  get end(): number {
    return this.#end;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Adds the next part. False if it does not begin where the last one ended. */
  append(part: LogPart): boolean {
    if (part.offset !== this.#end) {
      return false;
    }
    this.#ended = part.end;
    if (part.nextOffset === part.offset) {
      return true;
    }
    const page: LogPage = {
      offset: part.offset,
      nextOffset: part.nextOffset,
      carry: this.#carry,
      firstRow: this.#rows,
      firstLine: this.#nextLine,
      continued: this.#continued,
      rowCount: 0,
      rows: undefined,
      usedAt: this.#tick(),
    };
    const { rows, rest, line, continued } = split(page, part.text);
    page.rows = rows;
    page.rowCount = rows.length;
    this.#pages.push(page);
    this.#carry = rest;
    this.#nextLine = line;
    this.#continued = continued;
    this.#end = part.nextOffset;
    rows.forEach((row, index) => this.#group(row, this.#rows + index));
    this.#rows += rows.length;
    if (this.#openGroup) {
      this.#openGroup.to = this.#rows - 1;
    }
    this.#drop();
    return true;
  }

  /** Puts the text of a dropped page back. */
  restore(part: LogPart): void {
    const page = this.#pages.find(
      ({ offset, nextOffset }) =>
        offset === part.offset && nextOffset === part.nextOffset,
    );
    if (page) {
      page.rows = split(page, part.text).rows;
      page.usedAt = this.#tick();
      this.#drop();
    }
  }

  /** The row, or undefined while its text must be read again. */
  row(index: number): LogRow | undefined {
    if (index === this.#rows && this.#carry) {
      return {
        line: this.#nextLine,
        text: this.#carry,
        continued: this.#continued,
      };
    }
    const page = this.#pageOf(index);
    if (page) {
      page.usedAt = this.#tick();
    }
    return page?.rows?.[index - page.firstRow];
  }

  /** Pages with rows in the range whose text was dropped. */
  missing(from: number, to: number): { offset: number; limit: number }[] {
    return this.#pages
      .filter(
        page =>
          !page.rows &&
          page.firstRow <= to &&
          page.firstRow + page.rowCount > from,
      )
      .map(({ offset, nextOffset }) => ({
        offset,
        limit: nextOffset - offset,
      }));
  }

  /** First row of a line, if the log is known that far. */
  rowOfLine(line: number): number | undefined {
    if (line === this.#nextLine && this.#carry) {
      return this.#rows;
    }
    for (let at = this.#pages.length - 1; at >= 0; at -= 1) {
      const page = this.#pages[at];
      if (page.firstLine <= line && page.rowCount > 0) {
        const inPage = page.rows?.findIndex(row => row.line === line);
        if (inPage === undefined) {
          const guess = page.firstRow + line - page.firstLine;
          return Math.min(guess, page.firstRow + page.rowCount - 1);
        }
        return inPage >= 0 ? page.firstRow + inPage : undefined;
      }
    }
    return undefined;
  }

  #tick(): number {
    this.#clock += 1;
    return this.#clock;
  }

  #pageOf(index: number): LogPage | undefined {
    let low = 0;
    let high = this.#pages.length - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const page = this.#pages[middle];
      if (index < page.firstRow) {
        high = middle - 1;
      } else if (index >= page.firstRow + page.rowCount) {
        low = middle + 1;
      } else {
        return page;
      }
    }
    return undefined;
  }

  #group({ text }: LogRow, index: number): void {
    const opens = /^(?:::|##\[)group(?:::|\])\s*(.*)$/.exec(text);
    if (opens) {
      this.#openGroup = { title: opens[1], from: index, to: index };
      this.groups.push(this.#openGroup);
    } else if (/^(?:::|##\[)endgroup(?:::|\])/.test(text) && this.#openGroup) {
      this.#openGroup.to = index;
      this.#openGroup = undefined;
    }
  }

  /** The oldest pages lose their text; the first one stays, it is looked at most. */
  #drop(): void {
    const held = this.#pages.filter((page, index) => index > 0 && page.rows);
    held
      .sort((a, b) => a.usedAt - b.usedAt)
      .slice(0, Math.max(0, held.length - this.#keep))
      .forEach(page => {
        page.rows = undefined;
      });
  }
}

/** Rows of a page; an unfinished line at its end goes to the next page. */
function split(
  page: LogPage,
  text: string,
): { rows: LogRow[]; rest: string; line: number; continued: boolean } {
  const rows: LogRow[] = [];
  let { firstLine: line, continued } = page;
  const pieces = (page.carry + text).split('\n');
  pieces.forEach((piece, index) => {
    const finished = index < pieces.length - 1;
    let from = 0;
    while (piece.length - from > longestRow) {
      rows.push({
        line,
        continued,
        text: piece.slice(from, from + longestRow),
      });
      continued = true;
      from += longestRow;
    }
    if (finished) {
      rows.push({
        line,
        continued,
        text: piece.slice(from).replace(/\r$/, ''),
      });
      line += 1;
      continued = false;
    } else {
      pieces[index] = piece.slice(from);
    }
  });
  return { rows, rest: pieces[pieces.length - 1], line, continued };
}
