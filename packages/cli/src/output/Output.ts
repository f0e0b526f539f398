import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes; tests bring their own. */
export interface Streams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** Text for people or JSON for programs, never both. */
export class Output {
  readonly streams: Streams;
  readonly json: boolean;
  readonly #colours: boolean;

  constructor(streams: Streams, options: { json?: boolean; colour?: boolean }) {
    this.streams = streams;
    this.json = Boolean(options.json);
    this.#colours =
      options.colour !== false &&
      !streams.env.NO_COLOR &&
      Boolean(streams.stdout.isTTY);
  }

  /** A line for people. */
  line(text = ''): void {
    if (!this.json) {
      this.streams.stdout.write(`${text}\n`);
    }
  }

  /** The one document of a command, with `--json`. */
  document(value: unknown): void {
    if (this.json) {
      this.streams.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    }
  }

  /** One of many documents, a line each, with `--json`. */
  record(value: unknown): void {
    if (this.json) {
      this.streams.stdout.write(`${JSON.stringify(value)}\n`);
    }
  }

  /** What goes on; not part of the result. */
  note(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  style(style: Style, text: string): string {
    return this.#colours
      ? styleText(style, text, { validateStream: false })
      : text;
  }

  /** Rows in columns as wide as their longest cell; the last one is not padded. */
  table(rows: string[][]): void {
    const widths: number[] = [];
    for (const row of rows) {
      row.forEach((cell, column) => {
        widths[column] = Math.max(widths[column] ?? 0, cell.length);
      });
    }
    for (const row of rows) {
      this.line(
        row
          .map((cell, column) =>
            column === row.length - 1 ? cell : cell.padEnd(widths[column]),
          )
          .join('  ')
          .trimEnd(),
      );
    }
  }
}
