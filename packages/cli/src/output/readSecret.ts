import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Failure } from './Failure';
import type { Streams } from './Output';

/**
 * Something that must not stand on a command line: one line that a person types
 * without seeing it, or all of what is piped in, without the line's end.
 */
export async function readSecret(
  { stdin, stderr }: Streams,
  words: { prompt: string; missing: string },
): Promise<string> {
  const value = stdin.isTTY
    ? await typed(stdin, stderr, words.prompt)
    : (await text(stdin)).replace(/\r?\n$/, '');
  if (value === '') {
    throw new Failure(words.missing);
  }
  return value;
}

async function typed(
  stdin: Streams['stdin'],
  stderr: Streams['stderr'],
  prompt: string,
): Promise<string> {
  stderr.write(prompt);
  // Not an output of the terminal: what is typed is not echoed.
  const reader = createInterface({ input: stdin, terminal: true });
  try {
    for await (const line of reader) {
      stderr.write('\n');
      return line;
    }
    return '';
  } finally {
    reader.close();
  }
}
